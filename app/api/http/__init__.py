"""HTTP: what requests say and answers are, whatever they are about."""
