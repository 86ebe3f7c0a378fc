contract uint {}
