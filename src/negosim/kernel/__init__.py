"""Many runs over arrays: the second driver of the rules, alike to the Mesa model to the last bit."""
