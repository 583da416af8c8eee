"""How rules become machine code, and what compiled code needs: leases, loops over arrays, random numbers."""
