"""Judges which option of a multiple-choice question a response chooses."""
