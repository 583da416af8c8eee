"""Many runs at once: draws, chance, the kernel and the table of outcomes."""
