//! Some lanes of a minibatch, for one network or for several that are stacked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::clock::UpdateClock;
use crate::blueprint::Blueprint;
use crate::config::PpoConfig;
use crate::gae::Advantages;
use crate::gradient::{MinibatchGradients, gradient};
use crate::minibatch::Minibatch;
use crate::minibatch::lanes::Lanes;
use crate::objectives::ObjectivesConfig;
use crate::rollout::Rollout;
use crate::stack::Stack;

/// Rows of a shard below which networks are stacked: their products are then too small to be worth a call each.
const STACK_BELOW: usize = 64;

/// What workers need to know about an update.
#[derive(Debug)]
pub(super) struct Learning {
    pub(super) blueprint: Arc<Blueprint>,
    /// With the entropies of this update.
    pub(super) ppo: PpoConfig,
    pub(super) objectives: ObjectivesConfig,
    /// Lanes of a minibatch in a shard, at most; 0 leaves it to [`Shard::deal`].
    pub(super) shard: usize,
    /// Of every network.
    pub(super) seats: Vec<usize>,
    pub(super) rollouts: Arc<Vec<Rollout>>,
    /// By network, then by rollout.
    pub(super) advantages: Vec<Vec<Advantages>>,
    pub(super) clock: UpdateClock,
}

/// Stacks of networks of one shape, by how many they are.
type Stacks = (Arc<Blueprint>, BTreeMap<usize, Stack>);

/// A piece of a minibatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Networks that learn it, by their place among all that learn.
    pub(super) networks: Range<usize>,
    lanes: Vec<usize>,
}

/// A shard with its rows.
pub(super) struct Gathered {
    pub(super) networks: Range<usize>,
    pub(super) minibatch: Minibatch,
}

/// A shard with its rows, loss and gradient.
pub(super) struct Learnt {
    pub(super) networks: Range<usize>,
    pub(super) minibatch: Minibatch,
    pub(super) gradients: MinibatchGradients,
}

impl Shard {
    /// The shards of a minibatch of these lanes of `steps` steps for `networks` networks, network by network. A shard has
    /// at most `most` lanes; 0 is all of them, or half where one network learns alone.
    pub(super) fn deal(lanes: &[usize], networks: usize, most: usize, steps: usize) -> Vec<Self> {
        let most = match (most, networks) {
            (0, 1) if lanes.len() * steps >= 2 * STACK_BELOW => lanes.len().div_ceil(2),
            (0, _) => lanes.len(),
            _ => most.min(lanes.len()),
        };
        let count = lanes.len().div_ceil(most.max(1)).max(1);
        let stacked = (lanes.len() / count) * steps < STACK_BELOW;
        let side_by_side = if stacked { networks } else { 1 };
        let groups = (0..networks).step_by(side_by_side.max(1));
        let bound = |shard: usize| shard * lanes.len() / count;
        groups
            .flat_map(|first| {
                (0..count).map(move |shard| Self {
                    networks: first..(first + side_by_side).min(networks),
                    lanes: lanes[bound(shard)..bound(shard + 1)].to_vec(),
                })
            })
            .collect()
    }
}

/// Gives the shards of each network the counts and moments of all of them together.
pub(super) fn count_together(shards: &mut [Gathered]) {
    for shards in shards.chunk_by_mut(|one, next| one.networks == next.networks) {
        let Some((first, rest)) = shards.split_first() else {
            continue;
        };
        let mut statistics = first.minibatch.statistics.clone();
        let mut totals = first.minibatch.totals.clone();
        for shard in rest {
            for (sum, one) in statistics.iter_mut().zip(&shard.minibatch.statistics) {
                *sum = sum.with(one);
            }
            for (name, one) in &shard.minibatch.totals {
                let sums = totals.entry(name).or_insert_with(|| vec![0.0; one.len()]);
                for (sum, one) in sums.iter_mut().zip(one) {
                    *sum += one;
                }
            }
        }
        for shard in shards {
            shard.minibatch.statistics.clone_from(&statistics);
            shard.minibatch.totals.clone_from(&totals);
        }
    }
}

impl Learning {
    /// Lanes of a minibatch.
    pub(super) fn per_minibatch(&self) -> usize {
        let lanes = Lanes::new(&self.rollouts).len();
        (lanes / self.ppo.minibatches).max(1)
    }

    /// The shards of a minibatch of these lanes for some of the networks.
    pub(super) fn deal(&self, lanes: &[usize], networks: Range<usize>) -> Vec<Shard> {
        let steps = self.rollouts.first().map_or(0, |rollout| rollout.steps);
        let all = Shard::deal(lanes, self.seats.len(), self.shard, steps).into_iter();
        all.filter(|shard| networks.contains(&shard.networks.start))
            .collect()
    }

    /// Networks that can learn apart from the others: those of each shard, if a whole minibatch is one shard for them;
    /// else all together.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        let all = 0..self.seats.len();
        let lanes: Vec<usize> = (0..self.per_minibatch()).collect();
        let shards = self.deal(&lanes, all.clone());
        let apart = shards
            .windows(2)
            .all(|pair| pair[0].networks != pair[1].networks);
        match apart {
            true => shards.into_iter().map(|shard| shard.networks).collect(),
            false => vec![all],
        }
    }

    /// The rows of a shard.
    pub(super) fn gather(&self, shard: Shard) -> Gathered {
        let Shard { networks, lanes } = shard;
        let all = Lanes::new(&self.rollouts);
        let minibatch = all.minibatch(
            &self.blueprint,
            &lanes,
            &self.seats[networks.clone()],
            &self.advantages[networks.clone()],
            |gather| self.objectives.columns(gather),
        );
        Gathered {
            networks,
            minibatch,
        }
    }

    /// Loss and gradient of a shard; `parameters` are those of its networks.
    pub(super) fn gradient(&self, shard: Gathered, parameters: &[Vec<f32>]) -> Learnt {
        let Gathered {
            networks,
            minibatch,
        } = shard;
        let own = parameters.iter().map(Vec::as_slice);
        let gradients = self.with_stack(own, |stack| {
            gradient(
                &self.blueprint,
                &self.ppo,
                &self.objectives,
                stack,
                &minibatch,
            )
        });
        Learnt {
            networks,
            minibatch,
            gradients,
        }
    }

    /// Does something with networks of these parameters, stacked.
    pub(super) fn with_stack<'a, R>(
        &self,
        parameters: impl ExactSizeIterator<Item = &'a [f32]>,
        work: impl FnOnce(&Stack) -> R,
    ) -> R {
        thread_local! {
            /// Made once for each number of networks, as long as their shape stays.
            static STACKS: RefCell<Option<Stacks>> = const { RefCell::new(None) };
        }
        STACKS.with_borrow_mut(|stacks| {
            let fits = |(of, _): &(Arc<Blueprint>, _)| Arc::ptr_eq(of, &self.blueprint);
            if !stacks.as_ref().is_some_and(fits) {
                *stacks = Some((Arc::clone(&self.blueprint), BTreeMap::new()));
            }
            let (_, stacks) = stacks.as_mut().expect("just made");
            let n = parameters.len();
            let stack = stacks
                .entry(n)
                .or_insert_with(|| Stack::new(&self.blueprint, n, true));
            stack.fill(parameters);
            work(stack)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_is_learnt_once_by_every_network() {
        for (networks, most, steps) in [
            (1, 4, 32),
            (1, 0, 32),
            (2, 3, 32),
            (3, 100, 1),
            (2, 0, 1),
            (4, 7, 9),
        ] {
            let lanes: Vec<usize> = (10..20).rev().collect();
            let shards = Shard::deal(&lanes, networks, most, steps);
            let legal = 1..=if most == 0 { 10 } else { most };
            for network in 0..networks {
                let own = shards
                    .iter()
                    .filter(|shard| shard.networks.contains(&network));
                let own: Vec<&Shard> = own.collect();
                assert!(own.iter().all(|shard| legal.contains(&shard.lanes.len())));
                let found: Vec<usize> = own.iter().flat_map(|shard| shard.lanes.clone()).collect();
                assert_eq!(found, lanes);
            }
        }
    }

    #[test]
    fn few_rows_are_stacked_and_many_are_not() {
        let of = |lanes: usize| Shard::deal(&vec![0; lanes], 2, 100, 8)[0].networks.clone();
        assert_eq!((of(7), of(8)), (0..2, 0..1));
    }
}
