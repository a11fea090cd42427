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
    /// Lanes of a minibatch; the last one of an epoch may have fewer.
    pub(super) per_minibatch: usize,
    pub(super) deal: Deal,
    /// Of every network.
    pub(super) seats: Vec<usize>,
    pub(super) rollouts: Arc<Vec<Rollout>>,
    /// By network, then by rollout.
    pub(super) advantages: Vec<Vec<Advantages>>,
    pub(super) clock: UpdateClock,
}

/// Stacks of networks of one shape, by how many they are.
type Stacks = (Arc<Blueprint>, BTreeMap<usize, Stack>);

/// How the minibatches of an update are dealt to shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deal {
    /// Lanes of a shard, at most.
    most: usize,
    /// Networks that are stacked.
    side_by_side: usize,
    /// Whether a minibatch is one shard for each stack of networks.
    is_whole: bool,
}

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

impl Deal {
    /// How minibatches of `lanes` lanes of `steps` steps are dealt to `networks` networks. A shard has at most `most`
    /// lanes; 0 is all of them, or half where one network learns alone.
    pub(super) fn new(lanes: usize, networks: usize, most: usize, steps: usize) -> Self {
        let most = match (most, networks) {
            (0, 1) if lanes * steps >= 2 * STACK_BELOW => lanes.div_ceil(2),
            (0, _) => lanes,
            _ => most.min(lanes),
        };
        let shards = lanes.div_ceil(most.max(1)).max(1);
        let stacked = (lanes / shards) * steps < STACK_BELOW;
        Self {
            most: most.max(1),
            side_by_side: if stacked { networks.max(1) } else { 1 },
            is_whole: shards == 1,
        }
    }

    /// Networks that are stacked, by their places among `networks`.
    fn groups(self, networks: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let (end, step) = (networks.end, self.side_by_side);
        networks
            .step_by(step)
            .map(move |first| first..(first + step).min(end))
    }

    /// Networks that can learn apart from the others: those that are stacked, if a whole minibatch is one shard for
    /// them; else all together.
    pub(super) fn parts(self, networks: Range<usize>) -> Vec<Range<usize>> {
        match self.is_whole {
            true => self.groups(networks).collect(),
            false => vec![networks],
        }
    }

    /// The shards of a minibatch of these lanes, network by network. The last minibatch of an epoch may have fewer lanes.
    pub(super) fn shards(self, lanes: &[usize], networks: Range<usize>) -> Vec<Shard> {
        let count = lanes.len().div_ceil(self.most);
        let bound = |shard: usize| shard * lanes.len() / count;
        self.groups(networks)
            .flat_map(|networks| {
                (0..count).map(move |shard| Shard {
                    networks: networks.clone(),
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

    /// The last minibatch of an epoch may be smaller than the others, whose number of rows decides who is stacked.
    #[test]
    fn every_lane_is_learnt_once_by_every_network() {
        for (networks, most, steps) in [
            (1, 4, 32),
            (1, 0, 32),
            (2, 3, 32),
            (2, 0, 16),
            (3, 100, 1),
            (2, 0, 1),
            (4, 7, 9),
        ] {
            let deal = Deal::new(10, networks, most, steps);
            let parts = deal.parts(0..networks);
            assert_eq!(parts.iter().flat_map(Clone::clone).count(), networks);
            for lanes in [1, 3, 10] {
                let lanes: Vec<usize> = (10..10 + lanes).rev().collect();
                for part in parts.iter().cloned() {
                    let shards = deal.shards(&lanes, part.clone());
                    let most = if most == 0 { 10 } else { most };
                    assert!(shards.iter().all(|s| (1..=most).contains(&s.lanes.len())));
                    assert!(shards.iter().all(|s| part.contains(&s.networks.start)));
                    assert!(shards.iter().all(|s| s.networks.end <= part.end));
                    for network in part {
                        let own = shards.iter().filter(|s| s.networks.contains(&network));
                        let found: Vec<usize> = own.flat_map(|s| s.lanes.clone()).collect();
                        assert_eq!(found, lanes);
                    }
                }
            }
        }
    }

    #[test]
    fn few_rows_are_stacked_and_many_are_not() {
        let of = |lanes| Deal::new(lanes, 2, 100, 8).parts(0..2).len();
        assert_eq!((of(7), of(8)), (1, 2));
    }
}
