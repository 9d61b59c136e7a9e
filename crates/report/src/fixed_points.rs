//! The fixed points of the model and the loss there, for several widths.

use super::document::{Cell, Column, Heading, Number, Table};
use super::typeset::{Fence, Math, Symbol};
use lemmabox_evaluation::Stop;
use lemmabox_evaluation::digits::{Exact, fixed_digits};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{self, integer, ratio};
use lemmabox_kernel::expr::Dag;
use lemmabox_lang::expression_text;
use lemmabox_paper::model::quantity::{Inputs, Quantities, Refused, Value};

/// Numbers of hidden units.
const WIDTHS: [i64; 8] = [2, 4, 8, 16, 32, 64, 128, 256];
/// Shares `S/(k n)`: of a teacher at right angles to the all-ones vector, of independent signs with
/// a slight excess, and of one halfway to the all-ones vector.
const SHARES: [(i64, i64); 3] = [(0, 1), (9, 100), (1, 2)];
/// Quantities by column.
const QUANTITIES: [&str; 6] = [
    "k",
    "S",
    "threshold",
    "r-spurious",
    "loss-spurious",
    "phi-c",
];

fn columns() -> Vec<Column> {
    let name = |text: &str| Math::Name(text.into());
    let at_pi = |f: Math| {
        let pi = Math::Symbol(Symbol::Pi);
        Math::Row(vec![f, Math::Fenced(Fence::Round, Box::new(pi))])
    };
    let columns = [
        ("k", name("k")),
        ("square_sum", name("S")),
        ("threshold", name("S_c")),
        ("product_spurious", at_pi(name("r"))),
        ("loss_spurious", at_pi(name("L"))),
        ("saddle_angle", name("phi_c")),
    ];
    columns
        .into_iter()
        .map(|(name, math)| Column {
            name: name.into(),
            heading: Heading::Math(math),
        })
        .collect()
}

/// A decimal without zeros at its end, for a value that it is exactly.
fn trimmed(digits: &str) -> &str {
    if digits.contains('.') && !digits.contains(['e', 'E']) {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    }
}

fn cell(all: &mut Quantities, value: &Value, digits: usize) -> Cell {
    match value {
        Value::Scalar(e) => match fixed_digits(&mut all.dag, *e, digits, Stop::NEVER) {
            Ok(fixed) => Cell::Number(Number {
                digits: match &fixed.exact {
                    Exact::Rational(q) if rational::parse(&fixed.digits).as_ref() == Some(q) => {
                        trimmed(&fixed.digits).to_owned()
                    }
                    _ => fixed.digits.clone(),
                },
                exact: match fixed.exact {
                    Exact::Rational(q) => Some(q.to_string()),
                    Exact::InPi(x) => Some(expression_text(&all.dag, &[], x)),
                    Exact::Digits => None,
                },
                term: Some(expression_text(&all.dag, &[], *e)),
            }),
            Err(why) => Cell::Empty(why.to_string()),
        },
        Value::AngleWhereG(level) => match all.angle_where_g(*level, digits, Stop::NEVER) {
            Ok(digits) => Cell::Number(Number {
                digits,
                exact: None,
                term: None,
            }),
            Err(why) => Cell::Empty(why.to_string()),
        },
        Value::Vector(_) => Cell::none(),
        Value::Absent(why) => Cell::Empty((*why).to_owned()),
    }
}

/// The table, each number to the given significant digits.
///
/// # Errors
/// None at the widths and shares tabulated; the type is that of [`Quantities::new`].
pub fn fixed_points(digits: usize) -> Result<Table, Refused> {
    let mut rows = Vec::new();
    for (over, under) in SHARES {
        for k in WIDTHS {
            let square = integer(k) * ratio(over, under);
            let inputs = Inputs {
                numbers: Some((integer(k), integer(1), square)),
                slope: Q::from_integer(0.into()),
                moment_ratio: None,
                a_star: None,
                a: None,
                layer: None,
                v_star: None,
                v: None,
                phi: None,
                steps: None,
            };
            let mut all = Quantities::new(Dag::new(), inputs)?;
            let list = all.list.clone();
            let row = QUANTITIES
                .iter()
                .map(|name| match list.iter().find(|q| q.name == *name) {
                    Some(q) => cell(&mut all, &q.value, digits),
                    None => Cell::none(),
                })
                .collect();
            rows.push(row);
        }
    }
    Ok(Table {
        name: "fixed-points",
        caption: format!(
            "The spurious fixed point by the number k of hidden units, for |a*|^2 = 1 and S = (1'a*)^2: the \
             threshold S_c of S below which it is a local minimum, the product r = a'a* and the loss L \
             there, and the angle phi_c of the saddles in radians (none where r >= 0). At the global minimum the \
             loss is exactly 0. {digits} significant digits, rounded to nearest; every digit is certain."
        ),
        columns: columns(),
        rows,
    })
}
