"""The commands of the command line, one file each. Their heavy imports wait until the command runs."""
