//! Tools for programs that prove: the Model Context Protocol over standard input and output.
//!
//! Calls are answered in their order, one at a time; what else is asked, `ping` and the withdrawal
//! of a call among it, is answered meanwhile. Nothing is written but the answers.

mod schema;
mod tools;
mod watched;

use crate::prove::{Cancel, STACK};
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{ServerHandler, ServiceExt as _, tool, tool_handler, tool_router};
use schema::{Audit, Audited, Best, Bracket, Check, Confirmation, Decision, Prove, Refutation};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore, oneshot};
use watched::Watched;

/// The longest message that is read, in bytes; a longer one is passed over.
pub const MAX_MESSAGE_BYTES: usize = 32 << 20;
/// Calls that may wait; more are refused.
const MAX_WAITING: usize = 64;

/// What a client is told of all tools.
const INSTRUCTIONS: &str = "\
Decides inequalities over the reals exactly: `proved` is a theorem, `refuted` comes with an exact \
counterexample, and each has a certificate that `check` confirms by a small kernel of its own. `undecided` \
says nothing about the truth. Claims are clauses of the claim language: \
`for x in (-1, inf), n in [1, 9] integer assume small: x <= n show log(1 + x) <= x`. \
Functions: sqrt exp log sin cos tan arcsin arccos arctan sinh cosh tanh erf normal_cdf gamma abs min max \
if(c, a, b) sum(e, i, a, b) integral(e, x, a, b); vectors `for v in R^d` with dot(u, v) and norm(v). \
`*` is written, powers are `^`, numbers are exact (0.1 is a tenth), relations join with and, or, not, =>.";

/// Bounds on what a client may ask for.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Time of a call at most, whatever it asks for.
    pub call: Duration,
    /// Threads of the prover; 0 is one a core.
    pub threads: usize,
}

/// Serves one client over standard input and output until its input ends.
///
/// # Errors
/// Those of reading and writing; threads that cannot be started; a first message that is none of
/// the protocol.
pub fn serve(limits: Limits) -> io::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(limits.threads)
        .stack_size(STACK)
        .build()
        .map_err(io::Error::other)?;
    let server = Server {
        limits: Arc::new(limits),
        pool: Arc::new(pool),
        turn: Arc::default(),
        places: Arc::new(Semaphore::new(MAX_WAITING)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(async {
        let transport =
            AsyncRwTransport::new_server(Watched::new(tokio::io::stdin()), tokio::io::stdout())
                .with_max_line_length(MAX_MESSAGE_BYTES);
        let running = server.serve(transport).await.map_err(io::Error::other)?;
        running.waiting().await.map_err(io::Error::other)
    });
    // A thread may wait for input that does not come.
    runtime.shutdown_background();
    served.map(|_| ())
}

/// What one client speaks to.
#[derive(Clone)]
struct Server {
    limits: Arc<Limits>,
    pool: Arc<rayon::ThreadPool>,
    /// Held by the call that is at work.
    turn: Arc<Mutex<()>>,
    /// One for each call that is at work or waits.
    places: Arc<Semaphore>,
}

#[tool_router]
impl Server {
    /// Prove or refute a claim. `proved` is a theorem, `refuted` has an exact counterexample.
    #[tool(annotations(read_only_hint = true, idempotent_hint = true, open_world_hint = false))]
    async fn prove(
        &self,
        Parameters(asked): Parameters<Prove>,
        context: RequestContext<RoleServer>,
    ) -> Result<Json<Decision>, String> {
        self.perform(context, move |limits, cancel| {
            tools::prove(&asked, limits, cancel)
        })
        .await
    }

    /// Look for an exact counterexample to a claim; `found` is false where the claim is proved or
    /// none was found.
    #[tool(annotations(read_only_hint = true, idempotent_hint = true, open_world_hint = false))]
    async fn refute(
        &self,
        Parameters(asked): Parameters<Prove>,
        context: RequestContext<RoleServer>,
    ) -> Result<Json<Refutation>, String> {
        self.perform(context, move |limits, cancel| {
            tools::refute(&asked, limits, cancel)
        })
        .await
    }

    /// Bracket the best value of the constant that the claim's clause `best c in [lo, hi] largest`
    /// (or `smallest`) names, which does not stand under `for`: the claim is proved at one end of
    /// the bracket and refuted at the other.
    #[tool(annotations(read_only_hint = true, idempotent_hint = true, open_world_hint = false))]
    async fn best(
        &self,
        Parameters(asked): Parameters<Best>,
        context: RequestContext<RoleServer>,
    ) -> Result<Json<Bracket>, String> {
        self.perform(context, move |limits, cancel| {
            tools::best(&asked, limits, cancel)
        })
        .await
    }

    /// Find which hypotheses a claim needs: it is decided without each, and without those that can
    /// be spared together; `shorter` is the claim without them.
    #[tool(annotations(read_only_hint = true, idempotent_hint = true, open_world_hint = false))]
    async fn audit(
        &self,
        Parameters(asked): Parameters<Audit>,
        context: RequestContext<RoleServer>,
    ) -> Result<Json<Audited>, String> {
        self.perform(context, move |limits, cancel| {
            tools::audit(&asked, limits, cancel)
        })
        .await
    }

    /// Have the kernel confirm certificates and, where a claim is given, that the first of them is
    /// of it, word for word.
    #[tool(annotations(read_only_hint = true, idempotent_hint = true, open_world_hint = false))]
    async fn check(
        &self,
        Parameters(asked): Parameters<Check>,
        context: RequestContext<RoleServer>,
    ) -> Result<Json<Confirmation>, String> {
        self.perform(context, move |_, _| tools::check(&asked))
            .await
    }
}

impl Server {
    /// Has the pool do a call when its turn comes; a call that is withdrawn stops.
    async fn perform<T: Send + 'static>(
        &self,
        context: RequestContext<RoleServer>,
        call: impl FnOnce(&Limits, &Cancel) -> Result<T, String> + Send + 'static,
    ) -> Result<Json<T>, String> {
        let withdrawn = || "the call was withdrawn".to_owned();
        let Ok(_place) = self.places.try_acquire() else {
            return Err("too many calls wait; call again later".into());
        };
        let _turn = tokio::select! {
            turn = self.turn.lock() => turn,
            () = context.ct.cancelled() => return Err(withdrawn()),
        };
        let cancel = Cancel::new();
        let (send, mut done) = oneshot::channel();
        let (limits, cancelled) = (Arc::clone(&self.limits), cancel.clone());
        self.pool.spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| call(&limits, &cancelled)));
            // Nobody listens once the session has ended.
            let _ = send.send(answer);
        });
        let answer = tokio::select! {
            answer = &mut done => answer,
            () = context.ct.cancelled() => {
                cancel.cancel();
                // The next call begins when this one has stopped.
                done.await
            }
        };
        match answer {
            Ok(Ok(answer)) => answer.map(Json),
            Ok(Err(_)) | Err(_) => Err("an internal error; please report the claim".into()),
        }
    }
}

#[tool_handler]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("lemmabox", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }
}
