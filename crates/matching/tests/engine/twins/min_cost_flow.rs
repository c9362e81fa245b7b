//! The textbook's successive shortest paths: one unit at a time along the best augmenting
//! path, found by Dijkstra's algorithm with potentials (Ahuja, Magnanti and Orlin 1993, 9.7).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

struct Arc {
    to: usize,
    room: u32,
    cost: i64,
    back: usize,
}

/// People placed and score of the best assignment; `rows[i]` holds the posts of person `i` with their points.
///
/// With `people_first`, paths are taken as long as there is one; without, as long as they gain.
pub fn best(rows: &[Vec<(u32, u32)>], openings: &[u32], people_first: bool) -> (usize, u64) {
    let (people, posts) = (rows.len(), openings.len());
    let (source, sink) = (people + posts, people + posts + 1);
    let most = i64::from(
        rows.iter()
            .flatten()
            .map(|(_, points)| *points)
            .max()
            .unwrap_or(0),
    );
    let mut net: Vec<Vec<Arc>> = (0..people + posts + 2).map(|_| Vec::new()).collect();
    for (person, row) in rows.iter().enumerate() {
        join(&mut net, source, person, 1, 0);
        for &(post, points) in row {
            join(
                &mut net,
                person,
                people + post as usize,
                1,
                most - i64::from(points),
            );
        }
    }
    for (post, openings) in openings.iter().enumerate() {
        join(&mut net, people + post, sink, *openings, 0);
    }
    let mut potential = vec![0_i64; net.len()];
    let (mut placed, mut score) = (0, 0);
    while let Some((distance, came_by)) = shortest(&net, source, sink, &potential) {
        let reach = distance[sink];
        for (potential, distance) in potential.iter_mut().zip(&distance) {
            *potential += (*distance).min(reach);
        }
        let gain = most - (potential[sink] - potential[source]);
        if !people_first && gain <= 0 {
            break;
        }
        placed += 1;
        score += gain;
        let mut node = sink;
        while node != source {
            let (from, arc) = came_by[node];
            net[from][arc].room -= 1;
            let back = net[from][arc].back;
            net[node][back].room += 1;
            node = from;
        }
    }
    (
        placed,
        u64::try_from(score).expect("a score of zero or more"),
    )
}

fn join(net: &mut [Vec<Arc>], from: usize, to: usize, room: u32, cost: i64) {
    let (there, back) = (net[from].len(), net[to].len());
    net[from].push(Arc {
        to,
        room,
        cost,
        back,
    });
    net[to].push(Arc {
        to: from,
        room: 0,
        cost: -cost,
        back: there,
    });
}

type Found = (Vec<i64>, Vec<(usize, usize)>);

/// Distances at reduced costs, and the arc by which each node was reached; `None` when the sink was not.
fn shortest(net: &[Vec<Arc>], source: usize, sink: usize, potential: &[i64]) -> Option<Found> {
    let mut distance = vec![i64::MAX; net.len()];
    let mut came_by = vec![(source, 0); net.len()];
    let mut heap = BinaryHeap::from([Reverse((0, source))]);
    distance[source] = 0;
    while let Some(Reverse((so_far, node))) = heap.pop() {
        if so_far > distance[node] {
            continue;
        }
        if node == sink {
            return Some((distance, came_by));
        }
        for (at, arc) in net[node].iter().enumerate() {
            let there = so_far + arc.cost + potential[node] - potential[arc.to];
            if arc.room > 0 && there < distance[arc.to] {
                distance[arc.to] = there;
                came_by[arc.to] = (node, at);
                heap.push(Reverse((there, arc.to)));
            }
        }
    }
    None
}
