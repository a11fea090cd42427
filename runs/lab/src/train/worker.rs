//! A thread that plays its lanes and learns networks.

use std::ops::Range;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crossbeam::channel::{Receiver, Sender, bounded};
use protolang_agents::agent::Agent;
use protolang_agents::divergence::Diverged;
use protolang_agents::learner::{Learner, UpdateClock};
use protolang_agents::report::LearnReport;
use protolang_agents::rollout::Rollout;
use protolang_agents::threads;

use super::collector::{Collector, Saved};
use super::plan::Plan;
use super::rollout_episodes::RolloutEpisodes;
use crate::error::Failure;

/// What a worker is told to do.
enum Order {
    Play {
        networks: Vec<usize>,
        agents: Arc<Vec<Agent>>,
        update: u64,
        progress: u64,
        rollout: Box<Rollout>,
    },
    Learn {
        agents: Vec<Agent>,
        seats: Vec<usize>,
        shards: Arc<Vec<Rollout>>,
        clock: UpdateClock,
    },
    Save,
    Restore(Box<Saved>),
}

/// What it answers.
enum Reply {
    Ready(Result<(), Failure>),
    Played(Box<Rollout>, Result<RolloutEpisodes, Failure>),
    Learnt(Vec<Agent>, Result<Vec<LearnReport>, Diverged>),
    Saved(Box<Saved>),
}

/// A worker as seen from outside. Each order has one answer; orders to different workers run at the same
/// time.
#[derive(Debug)]
pub struct Worker {
    name: String,
    orders: Option<Sender<Order>>,
    answers: Receiver<Reply>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the worker of these lanes; [`Self::ready`] tells whether it could begin.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the system gives no thread.
    pub fn start(plan: &Plan, index: usize, lanes: Range<u64>) -> Result<Self, Failure> {
        let name = format!("worker-{index}");
        let (orders, todo) = bounded(1);
        let (done, answers) = bounded(1);
        let plan = plan.clone();
        let thread = Builder::new()
            .name(name.clone())
            .spawn(move || work(&plan, lanes, &todo, &done))
            .map_err(|error| Failure::Internal(format!("cannot start {name}: {error}")))?;
        Ok(Self {
            name,
            orders: Some(orders),
            answers,
            thread: Some(thread),
        })
    }

    /// Waits until the worker has made its lanes.
    ///
    /// # Errors
    /// Whatever kept it from that.
    pub fn ready(&self) -> Result<(), Failure> {
        match self.answer()? {
            Reply::Ready(outcome) => outcome,
            _ => Err(self.confused()),
        }
    }

    /// Lets the worker play a rollout with some of all `agents`; [`Self::played`] waits for it.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the worker is gone.
    pub fn play(
        &self,
        networks: &[usize],
        agents: &Arc<Vec<Agent>>,
        update: u64,
        progress: u64,
        rollout: Rollout,
    ) -> Result<(), Failure> {
        self.order(Order::Play {
            networks: networks.to_vec(),
            agents: agents.clone(),
            update,
            progress,
            rollout: Box::new(rollout),
        })
    }

    /// The rollout that was played.
    ///
    /// # Errors
    /// As [`Collector::play`], or the worker is gone.
    pub fn played(&self) -> Result<(Rollout, RolloutEpisodes), Failure> {
        match self.answer()? {
            Reply::Played(rollout, rollout_episodes) => Ok((*rollout, rollout_episodes?)),
            _ => Err(self.confused()),
        }
    }

    /// Lets the worker learn for some agents at once; [`Self::learnt`] waits for it.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the worker is gone.
    pub fn learn(
        &self,
        agents: Vec<Agent>,
        seats: Vec<usize>,
        shards: &Arc<Vec<Rollout>>,
        clock: UpdateClock,
    ) -> Result<(), Failure> {
        self.order(Order::Learn {
            agents,
            seats,
            shards: shards.clone(),
            clock,
        })
    }

    /// The agents after learning, and how it went.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the worker is gone.
    #[expect(
        clippy::type_complexity,
        reason = "agents come back whether or not they diverged"
    )]
    pub fn learnt(&self) -> Result<(Vec<Agent>, Result<Vec<LearnReport>, Diverged>), Failure> {
        match self.answer()? {
            Reply::Learnt(agents, outcome) => Ok((agents, outcome)),
            _ => Err(self.confused()),
        }
    }

    /// What the worker's lanes need to go on from here.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the worker is gone.
    pub fn save(&self) -> Result<Saved, Failure> {
        self.order(Order::Save)?;
        match self.answer()? {
            Reply::Saved(saved) => Ok(*saved),
            _ => Err(self.confused()),
        }
    }

    /// Puts saved lanes in place of the present ones.
    ///
    /// # Errors
    /// As [`Collector::restore`], or the worker is gone.
    pub fn restore(&self, saved: Saved) -> Result<(), Failure> {
        self.order(Order::Restore(Box::new(saved)))?;
        self.ready()
    }

    fn order(&self, order: Order) -> Result<(), Failure> {
        let sent = self.orders.as_ref().map(|orders| orders.send(order));
        match sent {
            Some(Ok(())) => Ok(()),
            _ => Err(self.gone()),
        }
    }

    fn answer(&self) -> Result<Reply, Failure> {
        self.answers.recv().map_err(|_| self.gone())
    }

    fn gone(&self) -> Failure {
        Failure::Internal(format!("{} has stopped", self.name))
    }

    fn confused(&self) -> Failure {
        Failure::Internal(format!("{} answered another question", self.name))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Without a sender the thread ends by itself.
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A panic was reported when it happened.
            thread.join().ok();
        }
    }
}

fn work(plan: &Plan, lanes: Range<u64>, todo: &Receiver<Order>, done: &Sender<Reply>) {
    threads::single();
    let mut collector = match Collector::new(plan, lanes.clone()) {
        Ok(collector) => collector,
        Err(failure) => {
            done.send(Reply::Ready(Err(failure))).ok();
            return;
        }
    };
    let mut learner = Learner::new(&plan.blueprint, &plan.config.ppo, &plan.config.objectives);
    tracing::debug!(first = lanes.start, end = lanes.end, "worker ready");
    let mut answer = Reply::Ready(Ok(()));
    // Whoever asked may have gone away: then there is nothing left to do.
    while done.send(answer).is_ok() {
        let Ok(order) = todo.recv() else { return };
        answer = match order {
            Order::Play {
                networks,
                agents,
                update,
                progress,
                mut rollout,
            } => {
                let rollout_episodes =
                    collector.play(&networks, &agents, update, progress, &mut rollout);
                Reply::Played(rollout, rollout_episodes)
            }
            Order::Learn {
                mut agents,
                seats,
                shards,
                clock,
            } => {
                let shards: Vec<&Rollout> = shards.iter().collect();
                let mut learning: Vec<&mut Agent> = agents.iter_mut().collect();
                let outcome = learner.learn(&mut learning, &seats, &shards, clock);
                Reply::Learnt(agents, outcome)
            }
            Order::Save => Reply::Saved(Box::new(collector.save())),
            Order::Restore(saved) => Reply::Ready(collector.restore(*saved)),
        };
    }
}
