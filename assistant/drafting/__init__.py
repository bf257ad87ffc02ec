"""Draft for an office: a need, a match and a patent's file in; a match summary or a letter out, each word of it traceable."""
