"""Math: does the final answer of a response mean the same as the reference?"""
