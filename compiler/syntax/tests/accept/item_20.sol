contract at {} contract from {} contract global {} contract transient {} contract error {}
