//! Who may go where, and for how many points: rows of people, and the same by post.

/// The eligible pairs with their points, person by person.
#[derive(Clone, Debug)]
pub struct Pairs {
    posts: usize,
    starts: Vec<usize>,
    post: Vec<u32>,
    points: Vec<u32>,
}

impl Pairs {
    /// No people yet, and posts numbered from 0 to `posts - 1`.
    #[must_use]
    pub fn new(posts: usize) -> Self {
        Self {
            posts,
            starts: vec![0],
            post: Vec::new(),
            points: Vec::new(),
        }
    }

    /// Adds the next person with the posts they may take and the points of each.
    ///
    /// A post stands at most once in a row; one that does not exist is left out.
    pub fn push_person(&mut self, row: impl IntoIterator<Item = (u32, u32)>) {
        for (post, points) in row {
            if (post as usize) < self.posts {
                self.post.push(post);
                self.points.push(points);
            }
        }
        self.starts.push(self.post.len());
    }

    /// How many people there are.
    #[must_use]
    pub fn people(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many posts there are.
    #[must_use]
    pub fn posts(&self) -> usize {
        self.posts
    }

    /// How many pairs are eligible.
    #[must_use]
    pub fn len(&self) -> usize {
        self.post.len()
    }

    /// Whether nobody may go anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.post.is_empty()
    }

    /// The posts that a person may take, each with its points, in the order they were added.
    #[must_use]
    pub fn row(&self, person: usize) -> impl ExactSizeIterator<Item = (u32, u32)> + '_ {
        let (posts, points) = self.slices(person);
        posts.iter().copied().zip(points.iter().copied())
    }

    /// The points of one pair, if it is eligible. Looks through the person's row.
    #[must_use]
    pub fn points(&self, person: usize, post: u32) -> Option<u32> {
        self.row(person)
            .find_map(|(of, points)| (of == post).then_some(points))
    }

    /// The row of a person as two parallel slices, for the inner loops.
    pub(super) fn slices(&self, person: usize) -> (&[u32], &[u32]) {
        let row = self.starts[person]..self.starts[person + 1];
        (&self.post[row.clone()], &self.points[row])
    }

    /// The most points of any pair; 0 when there is none.
    pub(super) fn most_points(&self) -> u32 {
        self.points.iter().copied().max().unwrap_or(0)
    }

    /// The same pairs, each worth so many points more.
    pub(crate) fn raised(&self, bonus: u32) -> Self {
        let raise = |points: &u32| points.saturating_add(bonus);
        Self {
            points: self.points.iter().map(raise).collect(),
            ..self.clone()
        }
    }

    /// The same pairs without those for which `keep(person, post)` is false.
    pub(super) fn filtered(&self, keep: impl Fn(usize, usize) -> bool) -> Self {
        let mut kept = Self::new(self.posts);
        for person in 0..self.people() {
            kept.push_person(
                self.row(person)
                    .filter(|(post, _)| keep(person, *post as usize)),
            );
        }
        kept
    }
}

/// The same pairs, post by post, people in ascending order.
pub(super) struct Columns {
    starts: Vec<usize>,
    person: Vec<u32>,
    points: Vec<u32>,
}

impl Columns {
    /// Turns rows into columns, in one pass over the pairs.
    pub(super) fn of(pairs: &Pairs) -> Self {
        let mut starts = vec![0; pairs.posts + 1];
        for &post in &pairs.post {
            starts[post as usize + 1] += 1;
        }
        for post in 0..pairs.posts {
            starts[post + 1] += starts[post];
        }
        let mut next = starts.clone();
        let mut person = vec![0; pairs.len()];
        let mut points = vec![0; pairs.len()];
        for (of, who) in (0..pairs.people()).zip(0_u32..) {
            for (post, worth) in pairs.row(of) {
                let at = &mut next[post as usize];
                person[*at] = who;
                points[*at] = worth;
                *at += 1;
            }
        }
        Self {
            starts,
            person,
            points,
        }
    }

    /// The people who may take a post, each with the points.
    pub(super) fn column(&self, post: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let column = self.starts[post]..self.starts[post + 1];
        let points = &self.points[column.clone()];
        self.person[column]
            .iter()
            .copied()
            .zip(points.iter().copied())
    }
}
