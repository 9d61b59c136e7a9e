//! What the words of the language mean, in a line each.

/// What a function, keyword or word of a clause means; `None` for a name of the author's own.
pub(crate) fn meaning(word: &str) -> Option<&'static str> {
    of_function(word).or_else(|| of_keyword(word))
}

fn of_function(name: &str) -> Option<&'static str> {
    Some(match name {
        "sqrt" => "square root, for x >= 0",
        "exp" => "exponential function",
        "log" => "natural logarithm, for x > 0",
        "sin" => "sine, x in radians",
        "cos" => "cosine, x in radians",
        "tan" => "tangent, x in radians, where cos(x) != 0",
        "arcsin" => "inverse sine in [-pi/2, pi/2], for -1 <= x <= 1",
        "arccos" => "inverse cosine in [0, pi], for -1 <= x <= 1",
        "arctan" => "inverse tangent in (-pi/2, pi/2)",
        "arctan2" => "angle of the point (x, y) in (-pi, pi], y given first; not at the origin",
        "abs" => "absolute value",
        "min" => "least of two or more numbers",
        "max" => "greatest of two or more numbers",
        "sinh" => "hyperbolic sine",
        "cosh" => "hyperbolic cosine",
        "tanh" => "hyperbolic tangent",
        "asinh" => "inverse hyperbolic sine",
        "acosh" => "inverse hyperbolic cosine, for x >= 1",
        "atanh" => "inverse hyperbolic tangent, for -1 < x < 1",
        "sigmoid" => "1/(1 + exp(-x))",
        "softplus" => "log(1 + exp(x))",
        "log1p" => "log(1 + x), for x > -1",
        "expm1" => "exp(x) - 1",
        "erf" => "error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x",
        "erfc" => "1 - erf(x)",
        "normal_cdf" => "distribution function of the standard normal law",
        "gamma" => "gamma function, for x > 0",
        "lgamma" => "logarithm of the gamma function, for x > 0",
        "digamma" => "derivative of lgamma, for x > 0",
        "binet" => "Binet's function, the remainder of Stirling's formula for lgamma, for x > 0",
        "binet1" => "minus the first derivative of Binet's function, for x > 0",
        "binet2" => "second derivative of Binet's function, for x > 0",
        "binet3" => "minus the third derivative of Binet's function, for x > 0",
        "binet4" => "fourth derivative of Binet's function, for x > 0",
        "carlson" => "Carlson's R_C(1, x), x > 0: arctan(r)/r with r = sqrt(x - 1), and on below 1",
        "carlson1" => "minus the first derivative of Carlson's R_C(1, x), for x > 0",
        "carlson2" => "second derivative of Carlson's R_C(1, x), for x > 0",
        "floor" => "greatest integer at most x",
        "ceil" => "least integer at least x",
        "sign" => "-1, 0 or 1",
        "factorial" => "n!, for integers n >= 0",
        "binomial" => "binomial coefficient of integers",
        "if" => "`if(condition, a, b)`: a where the condition holds, else b",
        "derivative" => "`derivative(e, x)`: derivative of the term e by the variable x",
        "sum" => "`sum(e, t, a, b)`: sum of e over the integers t from a to b; b may be inf",
        "product" => "`product(e, t, a, b)`: product of e over the integers t from a to b",
        "integral" => {
            "`integral(e, x, a, b)`: integral of e over x from a to b; ends may be infinite"
        }
        "mean" => {
            "`mean(e, z, normal)` or `mean(e, z, uniform(a, b))`: mean of e under the law of z"
        }
        "dot" => "inner product of two vectors",
        "norm" => "Euclidean norm of a vector",
        "angle" => "angle of two nonzero vectors, in [0, pi]",
        "ones" => "`ones(d)`: the vector of ones",
        "zero" => "`zero(d)`: the zero vector",
        "outer" => "`outer(x, y)`: the operator that takes z to dot(y, z)*x",
        "identity" => "`identity(d)`: the identity operator",
        "grad" => "`grad(f, x)`: gradient of a differentiable f at x",
        "subgrad" => "`subgrad(f, x)`: a subgradient of the convex f at x",
        _ => return None,
    })
}

fn of_keyword(word: &str) -> Option<&'static str> {
    Some(match word {
        "claim" => "`claim NAME \"title\" { ... }`: a statement to prove or refute",
        "let" => "`let name = term` or `let name(x) = term`: a definition, written out where used",
        "source" => "`source paper`, `review` or `derived`: where the claim comes from",
        "for" => "`for x in [0, 1], n in [1, inf) integer, v in R^d`: the variables",
        "assume" => "`assume name: formula`: a hypothesis",
        "use" => "`use LEMMA(x = term)`: another claim, at these values of its variables",
        "show" => "`show formula`: the goal",
        "expect" => "`expect proved`, `refuted` or `undecided`: the verdict that is due",
        "best" => "`best c in [a, b] largest`: ask for the best value of a constant",
        "in" => "before the domain of a variable",
        "and" => "both formulas hold",
        "or" => "at least one formula holds",
        "not" => "the formula does not hold",
        "true" => "the formula that holds",
        "false" => "the formula that does not hold",
        "inf" => "infinity, as an end of a domain, a sum or an integral",
        "pi" => "the circle constant",
        "paper" => "`paper \"title\"`: the paper whose claims the file holds",
        "sequence" => {
            "`sequence a from 0 where a(0) = c, a(t+1) = term`: an unknown or defined sequence"
        }
        "integer" => "the variable takes integer values",
        "unused" => "the hypothesis is stated and kept from the prover",
        "every" => "`every t in [1, inf): formula`: for each integer of the range",
        "induction" => "`by induction on t`: the integer variable to induct on",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_and_keyword_has_its_meaning() {
        for (name, _) in lemmabox_lang::functions() {
            assert!(of_function(name).is_some(), "{name}");
        }
        for word in lemmabox_lang::KEYWORDS {
            assert!(of_keyword(word).is_some(), "{word}");
        }
    }
}
