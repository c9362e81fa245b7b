//! All ways to place a handful of whole groups, one after the other.

/// People placed and score of the best assignment; `rows[i]` holds the places of group `i` with their points.
pub fn best(
    rows: &[Vec<(u32, u32)>],
    sizes: &[u32],
    capacity: &[u32],
    people_first: bool,
) -> (u64, u64) {
    let Some((row, others)) = rows.split_first() else {
        return (0, 0);
    };
    let mut champion = best(others, &sizes[1..], capacity, people_first);
    for &(place, points) in row {
        if let Some(left) = capacity[place as usize].checked_sub(sizes[0]) {
            let mut capacity = capacity.to_vec();
            capacity[place as usize] = left;
            let (people, score) = best(others, &sizes[1..], &capacity, people_first);
            let candidate = (people + u64::from(sizes[0]), score + u64::from(points));
            if key(candidate, people_first) > key(champion, people_first) {
                champion = candidate;
            }
        }
    }
    champion
}

fn key((people, score): (u64, u64), people_first: bool) -> (u64, u64) {
    (if people_first { people } else { 0 }, score)
}
