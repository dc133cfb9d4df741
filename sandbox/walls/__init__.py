"""What stands between a launcher and the machine. Each wall starts launchers, and says why it cannot."""
