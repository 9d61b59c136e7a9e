//! Claims decided in the background, one after another.

use crossbeam_channel::{Receiver, Sender, unbounded};
use lemmabox_kernel::expr::Claim;
use lemmabox_lang::Located;
use lemmabox_prover::{
    Cancel, Outcome, STACK, Settings, Verdict, as_stated, decide_all, point_text, witness_values,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{Builder, JoinHandle};

/// A claim to decide.
pub(crate) struct Job {
    /// What the answer is filed under.
    pub(crate) statement: String,
    /// The claims, lemmas first.
    pub(crate) claims: Vec<Located>,
    /// Which of them.
    pub(crate) chosen: usize,
    pub(crate) cancel: Cancel,
}

/// What came of a job.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) statement: String,
    /// `proved`, `refuted` or `undecided`; a claim is proved only if the lemmas it uses are.
    pub(crate) verdict: &'static str,
    /// A counterexample, or the reason.
    pub(crate) detail: Option<String>,
    pub(crate) seconds: f64,
    pub(crate) cancelled: bool,
}

impl Answer {
    /// The answer in a line.
    pub(crate) fn line(&self) -> String {
        let detail = match (&self.detail, self.verdict) {
            (Some(detail), "refuted") => format!(" at {detail}"),
            (Some(detail), _) => format!(": {detail}"),
            (None, _) => String::new(),
        };
        format!("{}{detail} ({:.2} s)", self.verdict, self.seconds)
    }
}

/// The thread that decides. It ends when [`Worker::jobs`] is dropped.
pub(crate) struct Worker {
    pub(crate) jobs: Sender<Job>,
    pub(crate) answers: Receiver<Answer>,
    thread: JoinHandle<()>,
}

impl Worker {
    /// # Errors
    /// The thread cannot be started.
    pub(crate) fn start(settings: Settings) -> std::io::Result<Self> {
        let (jobs, todo) = unbounded::<Job>();
        let (done, answers) = unbounded();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .stack_size(STACK)
            .build()
            .map_err(std::io::Error::other)?;
        let thread = Builder::new().name("verify".to_owned()).spawn(move || {
            for job in todo {
                let answer = pool.install(|| decide(&job, &settings));
                if done.send(answer).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self {
            jobs,
            answers,
            thread,
        })
    }

    /// Waits until the running job has stopped; cancel it first.
    pub(crate) fn finish(self) {
        drop(self.jobs);
        // Its panics are caught where they arise.
        let _ = self.thread.join();
    }
}

fn decide(job: &Job, settings: &Settings) -> Answer {
    let claims: Vec<&Claim> = job.claims.iter().map(|l| &l.claim).collect();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        if job.cancel.is_cancelled() {
            return None;
        }
        let as_written = |i: usize, outcome: Outcome| {
            let located = &job.claims[i];
            outcome.refuted_as_written(|dag, values| located.is_refuted_as_written(dag, values))
        };
        let mut all = decide_all(&claims, &[job.chosen], settings, &job.cancel, &as_written);
        all.get_mut(job.chosen).and_then(Option::take)
    }));
    let cancelled = job.cancel.is_cancelled();
    let (verdict, detail, seconds) = match (outcome, job.claims.get(job.chosen)) {
        (Ok(Some(outcome)), Some(located)) => {
            let (verdict, detail) = in_words(located, &outcome);
            (verdict, detail, outcome.statistics.time.as_secs_f64())
        }
        (Ok(_), _) => ("undecided", Some("stopped".to_owned()), 0.0),
        (Err(_), _) => {
            let reason = "an internal error; please report the claim";
            ("undecided", Some(reason.to_owned()), 0.0)
        }
    };
    Answer {
        statement: job.statement.clone(),
        verdict,
        detail,
        seconds,
        cancelled,
    }
}

fn in_words(located: &Located, outcome: &Outcome) -> (&'static str, Option<String>) {
    match &outcome.verdict {
        Verdict::Proved(_) => ("proved", None),
        Verdict::Undecided(left) => ("undecided", Some(left.reason.clone())),
        Verdict::Refuted(witness) => {
            let vectors = located.refutation_in_vectors(&outcome.dag, &witness.values);
            let point = vectors.map(|found| found.to_string());
            let core = || {
                let values = witness_values(&as_stated(&located.claim), outcome, witness);
                point_text(&values)
            };
            ("refuted", Some(point.unwrap_or_else(core)))
        }
    }
}
