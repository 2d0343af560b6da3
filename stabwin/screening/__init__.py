"""Many of them: studies over long lists, in parallel, resumable."""
