"""Studies: long lists of questions, in parallel, resumable."""
