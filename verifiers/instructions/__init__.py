"""Verifiable instructions: IFEval's, IFBench's and IF-RLVR's constraints, checked exactly."""
