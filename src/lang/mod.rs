//! Claim files: lexer, parser, spans, diagnostics, formatter.
