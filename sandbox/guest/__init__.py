"""What runs inside the jail. Standard library only, any Python from 3.9: the jail's, not ours."""
