//! Which networks meet.

use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

use crate::config::{Pairing, PopulationConfig};

/// The network in each seat for one rollout, team by team, drawn from the stream of this update.
///
/// Cross-play draws without replacement, cross-play with self-play draws with it, as in the foraging paper
/// (arXiv:2505.12872; XP and XP+SP).
///
/// ```
/// use protolang_agents::config::{Pairing, PopulationConfig};
/// use protolang_agents::population::draw;
///
/// let config = PopulationConfig { size: 3, pairing: Pairing::CrossPlay, ..PopulationConfig::default() };
/// let pair = draw(&config, 1, 0, 2);
/// assert!(pair[0] != pair[1] && pair.iter().all(|network| *network < 3));
/// assert_eq!(pair, draw(&config, 1, 0, 2));
/// ```
///
/// # Panics
/// In cross-play and with fixed seats, if there are fewer networks than seats.
pub fn draw(config: &PopulationConfig, run_seed: u64, update: u64, seats: usize) -> Vec<usize> {
    let key = EpisodeKey {
        run_seed,
        lane: update,
        episode: 0,
    };
    let mut rng = stream(key, Purpose::Pairing);
    let mut pick = |n: usize| below(&mut rng, n as u32) as usize;
    match config.pairing {
        Pairing::Fixed => {
            assert!(seats <= config.size, "fixed seats need a network each");
            (0..teams(config, seats) * seats).collect()
        }
        Pairing::Seats => {
            let free = config.seats.iter();
            free.map(|networks| networks[pick(networks.len())])
                .collect()
        }
        Pairing::CrossAndSelfPlay => (0..seats).map(|_| pick(config.size)).collect(),
        Pairing::CrossPlay => {
            assert!(seats <= config.size, "cross-play needs a network a seat");
            let mut left: Vec<usize> = (0..config.size).collect();
            (0..seats)
                .map(|_| {
                    let chosen = pick(left.len());
                    left.remove(chosen)
                })
                .collect()
        }
    }
}

/// Teams that play at the same time, each in a world of its own: with fixed seats, as many as there are
/// networks for; else one.
///
/// ```
/// use protolang_agents::config::{Pairing, PopulationConfig};
/// use protolang_agents::population::teams;
///
/// let config = PopulationConfig { size: 6, pairing: Pairing::Fixed, ..PopulationConfig::default() };
/// assert_eq!(teams(&config, 2), 3);
/// ```
pub fn teams(config: &PopulationConfig, seats: usize) -> usize {
    match config.pairing {
        Pairing::Fixed => (config.size / seats.max(1)).max(1),
        Pairing::CrossPlay | Pairing::CrossAndSelfPlay | Pairing::Seats => 1,
    }
}

/// Seats in groups that can learn at the same time: in a group no network stands twice. A network that
/// sat in two seats learns from them one after the other, as in the paper; `frozen` ones learn nothing.
///
/// ```
/// use protolang_agents::population::rounds;
///
/// // Seats 0 and 2 have the same network, so that they learn in two rounds.
/// assert_eq!(rounds(&[1, 2, 1], &[]), [vec![0, 1], vec![2]]);
/// assert_eq!(rounds(&[1, 2, 1], &[1]), [vec![1]]);
/// ```
pub fn rounds(networks: &[usize], frozen: &[usize]) -> Vec<Vec<usize>> {
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for (seat, network) in networks.iter().enumerate() {
        if frozen.contains(network) {
            continue;
        }
        let free = rounds
            .iter_mut()
            .find(|round| round.iter().all(|other| networks[*other] != *network));
        match free {
            Some(round) => round.push(seat),
            None => rounds.push(vec![seat]),
        }
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(size: usize, pairing: Pairing) -> PopulationConfig {
        PopulationConfig {
            size,
            pairing,
            ..PopulationConfig::default()
        }
    }

    #[test]
    fn cross_play_never_seats_a_network_twice_and_tries_every_ordered_pair() {
        let config = config(3, Pairing::CrossPlay);
        let mut met = [[0; 3]; 3];
        for update in 0..600 {
            let pair = draw(&config, 7, update, 2);
            met[pair[0]][pair[1]] += 1;
        }
        for (one, row) in met.iter().enumerate() {
            for (other, times) in row.iter().enumerate() {
                // 600 draws of 6 pairs: 100 each, standard deviation 9.
                let right = if one == other { 0..1 } else { 60..140 };
                assert!(right.contains(times), "{one} met {other} {times} times");
            }
        }
    }

    #[test]
    fn self_play_happens_as_often_as_any_pair() {
        let config = config(2, Pairing::CrossAndSelfPlay);
        let alone = (0..400).filter(|update| {
            let pair = draw(&config, 1, *update, 2);
            pair[0] == pair[1]
        });
        assert!((150..250).contains(&alone.count()));
    }

    #[test]
    fn draws_depend_on_seed_and_update_alone() {
        let config = config(15, Pairing::CrossPlay);
        let of = |seed| -> Vec<_> { (0..50).map(|u| draw(&config, seed, u, 2)).collect() };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn a_network_learns_from_two_seats_in_two_rounds() {
        assert_eq!(rounds(&[4, 2], &[]), [vec![0, 1]]);
        assert_eq!(rounds(&[3, 3], &[]), [vec![0], vec![1]]);
        assert_eq!(rounds(&[1, 2, 1, 0], &[]), [vec![0, 1, 3], vec![2]]);
    }
}
