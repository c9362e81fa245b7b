//! All assignments of a handful of people, one after the other.

/// People placed and score of the best assignment; `rows[i]` holds the posts of person `i` with their points.
pub fn best(rows: &[Vec<(u32, u32)>], openings: &[u32], people_first: bool) -> (usize, u64) {
    let Some((row, others)) = rows.split_first() else {
        return (0, 0);
    };
    let mut champion = best(others, openings, people_first);
    for &(post, points) in row {
        if openings[post as usize] > 0 {
            let mut left = openings.to_vec();
            left[post as usize] -= 1;
            let (people, score) = best(others, &left, people_first);
            let candidate = (people + 1, score + u64::from(points));
            if key(candidate, people_first) > key(champion, people_first) {
                champion = candidate;
            }
        }
    }
    champion
}

fn key((people, score): (usize, u64), people_first: bool) -> (usize, u64) {
    (if people_first { people } else { 0 }, score)
}
