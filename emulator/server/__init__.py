"""What runs inside the MiniStack process. Needs MiniStack and the standard library, nothing else."""
