//! What share has left by day t for one cause, while other causes take people away, too: the estimate of Aalen &
//! Johansen (1978) for competing causes, as in Klein & Moeschberger, *Survival Analysis* (2nd ed. 2003), section 4.7.
//!
//! With `d` ends of any cause and `d_k` of this one among `n` at risk at each time, and `S(t−)` the share still
//! at work just before: `F_k(t) = Σ S(t−) · d_k/n`. The causes' shares and S add up to one. To treat the other causes
//! as censoring instead would tell what share leaves if nobody could leave for another reason.
//!
//! Variance: the delta method of Dinse & Larson (1986, formula 6; Marubini & Valsecchi 1995, section 10.2), over the
//! times `s` up to `t`:
//!
//! ```text
//! Σ (F(t) − F(s))² · d/(n(n − d))  +  Σ S(s−)² · d_k(n − d_k)/n³  −  2 Σ (F(t) − F(s)) · S(s−) · d_k/n²
//! ```
//!
//! With one cause it is Greenwood's. The sums are carried from time to time by how much F grows, in O(1) a time and
//! without differences of large numbers. Where everybody at risk ends, F stays as it is from then on.

use crate::risk::RiskTable;
use crate::spell::Cause;

/// The share that has left for one cause, a rising step function, continuous from the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    points: Vec<IncidencePoint>,
    /// Whether nobody is left at the end, so that nothing can change any more.
    is_over: bool,
}

/// That share at a time when spells ended or were last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidencePoint {
    /// In days.
    pub time: f64,
    /// Estimated share that has left for this cause by `time`, in [0, 1].
    pub value: f64,
    /// Standard error of `value`.
    pub std_error: f64,
}

impl Incidence {
    /// The share that leaves for `cause`. O(n) time for n times.
    #[must_use]
    pub fn of(risk: &RiskTable, cause: Cause) -> Self {
        let mut sums = Sums::default();
        let mut survival = 1.0;
        let mut ends = risk
            .ends
            .iter()
            .filter(|ends| ends.cause == cause)
            .peekable();
        let points = risk.steps.iter().enumerate().map(|(number, step)| {
            let (n, d) = (step.at_risk as f64, step.events as f64);
            let own = ends.next_if(|ends| ends.step == number);
            sums.pass(survival, n, d, own.map_or(0.0, |ends| ends.count as f64));
            survival *= (step.at_risk - step.events) as f64 / n;
            IncidencePoint {
                time: step.time,
                value: sums.share.min(1.0),
                std_error: sums.variance().sqrt(),
            }
        });
        Self {
            points: points.collect(),
            is_over: survival <= 0.0,
        }
    }

    /// One row for each time at which a spell ended or was last seen, by rising time.
    #[must_use]
    pub fn table(&self) -> &[IncidencePoint] {
        &self.points
    }

    /// The share at `time`, in days.
    ///
    /// `None` where nothing is known: before day 0, and after the last time in the table unless everybody watched
    /// until then ended.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<IncidencePoint> {
        let last = self.points.last()?;
        let known = time >= 0.0 && (time <= last.time || self.is_over);
        known.then(|| {
            let passed = self.points.partition_point(|point| point.time <= time);
            let at = passed.checked_sub(1).map(|i| self.points[i]);
            at.map_or(
                IncidencePoint {
                    time,
                    value: 0.0,
                    std_error: 0.0,
                },
                |point| IncidencePoint { time, ..point },
            )
        })
    }
}

/// The sums of the variance up to some time, each already weighted by how much F has grown since.
#[derive(Default)]
struct Sums {
    /// F itself.
    share: f64,
    /// `Σ d/(n(n − d))`, the same by `F(t) − F(s)`, and by its square.
    greenwood: [f64; 3],
    /// The middle sum of the header.
    own: f64,
    /// `Σ S(s−) · d_k/n²`, and the same by `F(t) − F(s)`.
    both: [f64; 2],
}

impl Sums {
    /// Takes in a time with `d` ends among `n`, `own` of them of the cause; `before` is S just before.
    fn pass(&mut self, before: f64, n: f64, d: f64, own: f64) {
        let growth = before * own / n;
        self.share += growth;
        let [plain, linear, square] = &mut self.greenwood;
        *square += growth * (2.0 * *linear + growth * *plain);
        *linear += growth * *plain;
        self.both[1] += growth * self.both[0];
        if n > d {
            *plain += d / (n * (n - d));
        }
        self.own += before * before * own * (n - own) / (n * n * n);
        self.both[0] += before * own / (n * n);
    }

    fn variance(&self) -> f64 {
        (self.greenwood[2] + self.own - 2.0 * self.both[1]).max(0.0)
    }
}

#[cfg(test)]
mod tests;
