//! Text in indented lines.

/// Widest line; longer ones are broken at spaces.
const WIDTH: usize = 110;

/// Collects lines.
#[derive(Default)]
pub struct Script {
    text: String,
    depth: usize,
}

impl Script {
    /// One sentence, broken into lines at spaces.
    pub fn line(&mut self, sentence: &str) {
        // Deep nesting must not squeeze the text out of the line.
        let margin = 2 * self.depth.min(20);
        let mut column = 0;
        let mut hanging = 0;
        for word in sentence.split(' ') {
            if column > 0 && margin + hanging + column + 1 + word.len() > WIDTH {
                self.text.push('\n');
                column = 0;
                hanging = 4;
            }
            if column == 0 {
                self.text.push_str(&" ".repeat(margin + hanging));
            } else {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += word.len();
        }
        self.text.push('\n');
    }

    /// Indents what follows.
    pub fn indent(&mut self) {
        self.depth += 1;
    }

    /// Ends [`Script::indent`].
    pub fn dedent(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_break_at_spaces_and_lose_nothing() {
        let mut script = Script::default();
        script.line("Proof.");
        script.indent();
        let sentence = "word ".repeat(60).trim().to_owned();
        script.line(&sentence);
        let text = script.finish();
        assert!(text.lines().all(|l| l.len() <= WIDTH));
        assert!(text.starts_with("Proof.\n  word word"));
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words.len(), 61);
    }
}
