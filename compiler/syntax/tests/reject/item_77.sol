event E() anonymous anonymous;
