//! All pairs in place of all combinations: few rows in which every pair of values of two axes comes together.
//!
//! Greedy, one row at a time, as AETG does it: a row begins with a pair that no row has yet, and every other axis takes
//! the value that makes the most further pairs. What is excluded never comes, and a pair that only comes in excluded
//! rows is not wanted. A seed decides between equals, so one seed gives one sample.

use std::cell::Cell;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Rows that are tried for each one that is taken.
const TRIES: usize = 4;
/// How often a row may be held against something that is excluded, in one sample.
const MOST_WORK: usize = 30_000_000;

/// Values that may not come together: of each axis that is named, the number of its value.
pub(super) type Forbidden = Vec<(usize, usize)>;

/// Too much to be sampled.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// More pairs than are kept in mind.
    Pairs,
    /// What is excluded is too entangled to say whether a pair is possible.
    Entangled,
}

/// How many pairs are kept in mind.
pub(super) const MOST_PAIRS: usize = 200_000;

/// How many pairs of values there are, for axes of these sizes.
pub(super) fn count_pairs(sizes: &[usize]) -> usize {
    let mut before = 0_usize;
    let mut pairs = 0_usize;
    for size in sizes {
        pairs = pairs.saturating_add(before.saturating_mul(*size));
        before = before.saturating_add(*size);
    }
    pairs
}

/// Rows with every possible pair. With one axis, every value.
pub(super) fn sample(sizes: &[usize], forbidden: &[Forbidden], seed: u64) -> Result<Vec<Vec<usize>>, Excess> {
    if count_pairs(sizes) > MOST_PAIRS {
        return Err(Excess::Pairs);
    }
    let mut sampler = Sampler {
        sizes,
        forbidden,
        open: Pairs::of(sizes),
        random: ChaCha8Rng::seed_from_u64(seed),
        work: Cell::new(0),
    };
    if sizes.len() < 2 {
        let values = 0..sizes.first().copied().unwrap_or(0);
        return Ok(values.map(|value| vec![value]).filter(|row| sampler.is_allowed(&partial(row))).collect());
    }
    sampler.rows()
}

/// A row that is not yet whole.
type Partial = Vec<Option<usize>>;

fn partial(row: &[usize]) -> Partial {
    row.iter().copied().map(Some).collect()
}

struct Sampler<'a> {
    sizes: &'a [usize],
    forbidden: &'a [Forbidden],
    /// The pairs that no row has yet.
    open: Pairs,
    random: ChaCha8Rng,
    work: Cell<usize>,
}

impl Sampler<'_> {
    fn rows(&mut self) -> Result<Vec<Vec<usize>>, Excess> {
        let mut rows = Vec::new();
        while let Some([first, second]) = self.open.first() {
            let mut begun: Partial = vec![None; self.sizes.len()];
            begun[first.0] = Some(first.1);
            begun[second.0] = Some(second.1);
            if !self.can_end(&begun)? {
                self.open.close(first, second);
                continue;
            }
            let mut best: Option<(usize, Vec<usize>)> = None;
            for _ in 0..TRIES {
                let row = self.row(begun.clone())?;
                let gain = self.gain(&row);
                if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                    best = Some((gain, row));
                }
            }
            let Some((_, row)) = best else { break };
            self.take(&row);
            rows.push(row);
        }
        Ok(rows)
    }

    /// Ends a row that can be ended: axis by axis in a random order, each with the value that makes the most pairs.
    fn row(&mut self, mut row: Partial) -> Result<Vec<usize>, Excess> {
        let mut axes: Vec<usize> = (0..row.len()).filter(|axis| row[*axis].is_none()).collect();
        self.shuffle(&mut axes);
        for axis in axes {
            let mut values: Vec<usize> = (0..self.sizes[axis]).collect();
            self.shuffle(&mut values);
            values.sort_by_key(|value| std::cmp::Reverse(self.gain_of(&row, (axis, *value))));
            for value in values {
                row[axis] = Some(value);
                if self.can_end(&row)? {
                    break;
                }
            }
        }
        Ok(row.into_iter().map(Option::unwrap_or_default).collect())
    }

    fn gain_of(&self, row: &Partial, one: (usize, usize)) -> usize {
        let others = row.iter().enumerate().filter_map(|(axis, value)| Some((axis, (*value)?)));
        others.filter(|other| other.0 != one.0 && self.open.is_open(one, *other)).count()
    }

    fn gain(&self, row: &[usize]) -> usize {
        pairs_of(row).filter(|[first, second]| self.open.is_open(*first, *second)).count()
    }

    fn take(&mut self, row: &[usize]) {
        for [first, second] in pairs_of(row) {
            self.open.close(first, second);
        }
    }

    /// Whether nothing that is excluded stands in the row already.
    fn is_allowed(&self, row: &Partial) -> bool {
        self.work.set(self.work.get() + self.forbidden.len());
        !self.forbidden.iter().any(|tuple| tuple.iter().all(|(axis, value)| row[*axis] == Some(*value)))
    }

    /// Whether a row can become whole without becoming excluded. Only axes that are named in what is excluded matter.
    fn can_end(&self, row: &Partial) -> Result<bool, Excess> {
        if !self.is_allowed(row) {
            return Ok(false);
        }
        let mut axes: Vec<usize> = self
            .forbidden
            .iter()
            .flatten()
            .map(|(axis, _)| *axis)
            .filter(|axis| row[*axis].is_none())
            .collect();
        axes.sort_unstable();
        axes.dedup();
        let mut tried = row.clone();
        self.search(&mut tried, &axes)
    }

    /// As deep as there are axes, of which there are few: their pairs are bounded.
    fn search(&self, row: &mut Partial, axes: &[usize]) -> Result<bool, Excess> {
        let Some((next, rest)) = axes.split_first() else { return Ok(true) };
        for value in 0..self.sizes[*next] {
            if self.work.get() > MOST_WORK {
                return Err(Excess::Entangled);
            }
            row[*next] = Some(value);
            if self.is_allowed(row) && self.search(row, rest)? {
                return Ok(true);
            }
        }
        row[*next] = None;
        Ok(false)
    }

    /// By Fisher and Yates; the remainder's bias is of no consequence here.
    fn shuffle(&mut self, values: &mut [usize]) {
        for last in (1..values.len()).rev() {
            let bound = u64::try_from(last + 1).unwrap_or(u64::MAX);
            let other = usize::try_from(self.random.next_u64() % bound).unwrap_or(0);
            values.swap(last, other);
        }
    }
}

fn pairs_of(row: &[usize]) -> impl Iterator<Item = [(usize, usize); 2]> {
    let firsts = row.iter().copied().enumerate();
    firsts.flat_map(move |first| {
        row.iter().copied().enumerate().skip(first.0 + 1).map(move |second| [first, second])
    })
}

/// Which pairs are open; the pairs of two axes stand together, by the first value and then the second.
struct Pairs {
    sizes: Vec<usize>,
    /// Where the pairs of two axes begin, by the first axis and then the second.
    begins: Vec<Vec<usize>>,
    /// The same in order, each with its two axes.
    blocks: Vec<(usize, usize, usize)>,
    open: Vec<bool>,
    /// No pair before this one is open.
    from: usize,
}

impl Pairs {
    fn of(sizes: &[usize]) -> Self {
        let (mut begins, mut blocks) = (Vec::new(), Vec::new());
        let mut next = 0;
        for (first, size) in sizes.iter().enumerate() {
            let mut row = vec![0; sizes.len()];
            for (second, other) in sizes.iter().enumerate().skip(first + 1) {
                row[second] = next;
                blocks.push((next, first, second));
                next += size * other;
            }
            begins.push(row);
        }
        Self { sizes: sizes.to_vec(), begins, blocks, open: vec![true; next], from: 0 }
    }

    fn place(&self, one: (usize, usize), other: (usize, usize)) -> usize {
        let (first, second) = if one.0 < other.0 { (one, other) } else { (other, one) };
        self.begins[first.0][second.0] + first.1 * self.sizes[second.0] + second.1
    }

    fn is_open(&self, one: (usize, usize), other: (usize, usize)) -> bool {
        self.open[self.place(one, other)]
    }

    fn close(&mut self, one: (usize, usize), other: (usize, usize)) {
        let place = self.place(one, other);
        self.open[place] = false;
    }

    /// The first pair that is open.
    fn first(&mut self) -> Option<[(usize, usize); 2]> {
        while !*self.open.get(self.from)? {
            self.from += 1;
        }
        let behind = self.blocks.partition_point(|(begin, _, _)| *begin <= self.from);
        let (begin, first, second) = *self.blocks.get(behind.checked_sub(1)?)?;
        let offset = self.from - begin;
        Some([(first, offset / self.sizes[second]), (second, offset % self.sizes[second])])
    }
}
