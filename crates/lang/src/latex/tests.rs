use super::clauses_of_latex;

fn read(text: &str) -> String {
    clauses_of_latex("formula", text).unwrap_or_else(|e| panic!("{text}\n{}", e.render(false)))
}

/// What is read is a claim of the language.
fn reads_as(text: &str, claim: &str) {
    let clauses = read(text);
    assert_eq!(clauses, claim, "{text}");
    if let Err(errors) = crate::parse_clauses("t", "it", &clauses) {
        panic!("{clauses}\n{}", errors[0].render(false));
    }
}

#[test]
fn formulas_of_papers_become_claims() {
    for (text, claim) in [
        (
            r"\frac{x}{1+x} \le \log(1+x) \quad \forall x > -1",
            "for x in (-1, inf)\nshow x/(1 + x) <= log(1 + x)\n",
        ),
        (
            r"$\forall x \in (0, \pi/2]:\ \sin x < x$",
            "for x in (0, pi/2]\nshow sin(x) < x\n",
        ),
        (
            r"$x^2 \geq 0$ for all $x \in \mathbb{R}$.",
            "for x\nshow x^2 >= 0\n",
        ),
        (
            r"$$e^x \ge 1 + x,$$ where $x \ge 0$",
            "for x in [0, inf)\nshow exp(x) >= 1 + x\n",
        ),
        (
            r"0 < x < 1 \implies x^2 < x",
            "for x in (0, 1)\nshow x^2 < x\n",
        ),
        (
            r"2xy \leq x^2 + y^2, \quad x, y \in \mathbb{R}",
            "for x, y\nshow 2*x*y <= x^2 + y^2\n",
        ),
        (
            r"e^{-x^2/2} \ge 1 - \tfrac12 x^2",
            "for x\nshow exp(-x^2/2) >= 1 - 1/2*x^2\n",
        ),
        (
            r"\left|\langle a, b\rangle\right| \le \|a\|_2\,\|b\| \quad \text{for all } a, b \in \mathbb{R}^d",
            "for a in R^d, b in R^d\nshow abs(dot(a, b)) <= norm(a)*norm(b)\n",
        ),
        (
            r"\sum_{t=1}^{n} t^2 = \frac{n(n+1)(2n+1)}{6} \quad n \in \mathbb{N}",
            "for n in [1, inf) integer\nshow sum(t^2, t, 1, n) = n*(n + 1)*(2*n + 1)/6\n",
        ),
        (
            r"\sin^2 2\theta + \cos^{2}(2\theta) = 1",
            "for theta\nshow sin(2*theta)^2 + cos(2*theta)^2 = 1\n",
        ),
        (
            r"(1-\eta\mu)^2 \le 1 - \eta \mu \quad \text{where } 0 < \mu \le L, \ 0 \le \eta \le 1/L",
            "for mu in (0, inf), eta in [0, inf), L\nassume h1: mu <= L\nassume h2: eta <= 1/L\n\
             show (1 - eta*mu)^2 <= 1 - eta*mu\n",
        ),
        (
            r"\sqrt[3]{abc} \le \frac{a+b+c}{3}, \quad a, b, c \ge 0",
            "for a in [0, inf), b in [0, inf), c in [0, inf)\nshow (a*b*c)^(1/3) <= (a + b + c)/3\n",
        ),
        (
            r"-x^2 - (y - z) \le -(-x)\cdot 0.5 + \max\{x, y\}",
            "for x, y, z\nshow -x^2 - (y - z) <= -(-x)*0.5 + max(x, y)\n",
        ),
        (
            r"\log_2 x \le x_1^* + x_{max}",
            "for x, x_1_star, x_max\nshow log(x)/log(2) <= x_1_star + x_max\n",
        ),
        (
            r"\binom{n}{2} \le n! \quad \forall n \in \mathbb{N}",
            "for n in [1, inf) integer\nshow binomial(n, 2) <= factorial(n)\n",
        ),
        (
            r"||x| - |y|| \le |x - y| \quad \text{where } f \cdot (x) \le 1",
            "for x, y, f\nassume h1: f*x <= 1\nshow abs(abs(x) - abs(y)) <= abs(x - y)\n",
        ),
        (
            r"|x + |y|| \le \lvert x \rvert + |y|",
            "for x, y\nshow abs(x + abs(y)) <= abs(x) + abs(y)\n",
        ),
        (
            r"\mathrm{e}^x\>\ge\displaystyle .5\mathrm{e}",
            "for x\nshow exp(x) >= 0.5*exp(1)\n",
        ),
        (
            r"n \le 2^n \quad n \in \mathbb{N}, n \ge 3 \text{ and } n \le 9",
            "for n in [1, 9] integer\nassume h1: n >= 3\nshow n <= 2^n\n",
        ),
        // Lines that are aligned, and the display around them.
        (
            "\\begin{align*} (x + y)^2 &\\le 2 x^2 \\\\ &\\quad + 2 y^2 \\label{eq:sum} \\end{align*}",
            "for x, y\nshow (x + y)^2 <= 2*x^2 + 2*y^2\n",
        ),
        (
            r"0 &\le x \\ &\le 1 + x && \text{for all } x \in [0, 1]",
            "for x in [0, 1]\nshow 0 <= x <= 1 + x\n",
        ),
        (
            r"x \in [0, 1] \implies x^2 \le x",
            "for x in [0, 1]\nshow x^2 <= x\n",
        ),
        (
            r"x, y \in [0, 1] \quad xy \le 1",
            "for x in [0, 1], y in [0, 1]\nshow x*y <= 1\n",
        ),
        // Brackets around parentheses, and of functions.
        (
            r"\left[ (x + 1)^2 + 1 \right] y \ge \exp[x]",
            "for x, y\nshow ((x + 1)^2 + 1)*y >= exp(x)\n",
        ),
        (
            r"2 \cdot \frac12 x \le x^2\frac12 + \frac12\frac34 + 2\frac{x}{2}",
            "for x\nshow 2*(1/2)*x <= x^2*(1/2) + 1/2*(3/4) + 2*(x/2)\n",
        ),
        // Roots of odd order of what is not negative.
        (
            r"\sqrt[3]{x + \frac{y}{2}} \le \sqrt[5]{|z|} + \sqrt[3]{(x - y)^2}, \quad x > 0, y \ge 1",
            "for x in (0, inf), y in [1, inf), z\n\
             show (x + y/2)^(1/3) <= abs(z)^(1/5) + ((x - y)^2)^(1/3)\n",
        ),
        (
            r"i^2 \ge i \quad \forall i \in \mathbb{N}",
            "for i in [1, inf) integer\nshow i^2 >= i\n",
        ),
        // Lines behind conditions that stand first, which end before the claim.
        (
            r"\forall x \in [0, 1]: \\ \max(x^2, 0) &\le x \\ &\le 1",
            "for x in [0, 1]\nshow max(x^2, 0) <= x <= 1\n",
        ),
        (
            r"x \in [0, 1] \implies x^2 &\le x \\* &\le 1 \\[4pt] &\quad + x",
            "for x in [0, 1]\nshow x^2 <= x <= 1 + x\n",
        ),
        // Formulas with their delimiters around them, and words between.
        (
            "\\begin{equation}\\label{eq:a_{1}}\n\\begin{split} x^2 &\\ge 0 \\\\ &\\ge -1,\n\\end{split}\n\
             \\quad \\text{for } x > 0. \\end{equation}\n\n",
            "for x in (0, inf)\nshow x^2 >= 0 >= -1\n",
        ),
        (r"\[x^2 \ge 0.\]", "for x\nshow x^2 >= 0\n"),
        (r"\(x^2 \ge 0\)", "for x\nshow x^2 >= 0\n"),
        (
            r"for all $x$, $y \in [0, 1]$ and $z > 0$: $$xyz &\le z \\ &\le z + x$$",
            "for x in [0, 1], y in [0, 1], z in (0, inf)\nshow x*y*z <= z <= z + x\n",
        ),
        (
            r"$xy \le 1$ whenever $0 \le x \le 1$, $y \in [0, 1]$.",
            "for x in [0, 1], y in [0, 1]\nshow x*y <= 1\n",
        ),
        (
            r"x \le 1 \tag*{2} \quad x \in [0, 1]",
            "for x in [0, 1]\nshow x <= 1\n",
        ),
        (r"x \tag {A_{1}\}} \le 1 \nonumber", "for x\nshow x <= 1\n"),
        (
            r"x \in [0, 2],\ x^2 \le x \implies x^3 \le 2",
            "for x in [0, 2]\nassume h1: x^2 <= x\nshow x^3 <= 2\n",
        ),
        (
            r"\forall x \in [0, 2],\ x^2 \le x: x^3 \le 2",
            "for x in [0, 2]\nassume h1: x^2 <= x\nshow x^3 <= 2\n",
        ),
        (
            r"\forall x \in [0, 2] \text{ with } x^2 \le x \quad x^3 \le 2",
            "for x in [0, 2]\nassume h1: x^2 <= x\nshow x^3 <= 2\n",
        ),
        (
            r"x &\le y && \text{where} & x &\le 1",
            "for x in (-inf, 1], y\nshow x <= y\n",
        ),
        (
            r"x &\le y &\quad &\forall x \le 1",
            "for x in (-inf, 1], y\nshow x <= y\n",
        ),
        (
            r"[\tfrac12 (x - y)^2 + 1] z \ge [2(x + 1)]",
            "for x, y, z\nshow (1/2*(x - y)^2 + 1)*z >= 2*(x + 1)\n",
        ),
        (
            r"\sqrt\sqrt x \le \sin\cos x",
            "for x\nshow sqrt(sqrt(x)) <= sin(cos(x))\n",
        ),
        // A condition that first speaks of a variable declares it.
        (
            r"\forall x > 0, y > 0 \quad xy > 0",
            "for x in (0, inf), y in (0, inf)\nshow x*y > 0\n",
        ),
        (
            r"\forall x > 0, 0 < y \le x \quad y/x \le 1",
            "for x in (0, inf), y in (0, inf)\nassume h1: y <= x\nshow y/x <= 1\n",
        ),
        (
            r"x \in [0, 2], y, z \ge 1 \quad x \le 2yz",
            "for x in [0, 2], y in [1, inf), z in [1, inf)\nshow x <= 2*y*z\n",
        ),
        // Roots of odd order as powers.
        (
            r"x^{1/3} + |y|^{\frac{2}{3}} \ge (z - 1)^{1/2} + z^{2/4} \quad \forall x \ge 0",
            "for x in [0, inf), y, z\n\
             show x^(1/3) + abs(y)^(2/3) >= (z - 1)^(1/2) + z^(2/4)\n",
        ),
        (
            r"0 \cdot x + 1 \cdot y \le |y + 2|\,z\;\ \forall z \ge 0",
            "for z in [0, inf), x, y\nshow 0*x + 1*y <= abs(y + 2)*z\n",
        ),
        (
            r"\gamma \operatorname{erf}(x) \le \gamma \quad \forall x",
            "for x, gamma_\nshow gamma_*erf(x) <= gamma_\n",
        ),
    ] {
        reads_as(text, claim);
    }
}

#[test]
fn what_is_not_plain_is_an_error_at_its_place() {
    for (text, column, word) in [
        (r"\sin(x)^2 \le 1", 8, "raised"),
        (r"x^10 \ge 0", 2, "^{10}"),
        (r"1/2x \le 3", 2, "how far"),
        (r"x \pm 1 \le 3", 3, "two signs"),
        (r"\foo x \le 1", 1, "is not read"),
        (r"x + 1", 6, "a relation is due"),
        (r"\int_0^1 x \le 1", 1, "integral(f, x, a, b)"),
        (r"x \le", 6, "a term is due"),
        (r"\|x\|_\infty \le 1", 6, "Euclidean"),
        ("x ≤ 1", 3, "write the command"),
        (r"x_{i+1} \le x_i", 2, "letters and digits"),
        (r"x \le 1 \quad x \in \{0, 1\}", 21, "a set is due"),
        // Brackets, numbers and roots that mean more than one thing.
        (r"[x] \le x", 1, "a whole part"),
        (r"y \left[x + 1\right]^2 \ge 0", 8, "a whole part"),
        (r"2\frac12 \ge x", 2, "a sum"),
        (r"x \le 10\tfrac{1}{2}", 9, "a sum"),
        (r"x \cdot 2\frac34 \ge 0", 10, "a sum"),
        (r"|e^{ix}| \le 1", 5, "imaginary"),
        (r"i^2 \ge -1", 1, "imaginary"),
        (r"a & b \le 1", 3, "columns"),
        (r"x \le a & b", 9, "columns"),
        // Brackets around parentheses may be a whole part all the same.
        (r"[(n+1)/2] \ge (n+1)/2", 1, "a whole part"),
        (r"1 \ge [(n+1)^2/4]", 7, "a whole part"),
        (r"[(x) y] \ge 0", 1, "a whole part"),
        (r"[\sin^2(x + 1)] \ge 0", 1, "a whole part"),
        // Lines that go on from conditions.
        (
            r"-x^2 &\le y && \text{for } x > 0 \\ &\le y",
            38,
            "go on from",
        ),
        (r"-x^2 &\le y, \quad x > 0 \\ &\le y", 30, "go on from"),
        (r"-x^2 &\le y, x > 0 \\ &+ y", 24, "go on from"),
        (r"-x^2 &\le y; x > 0 \\ &\le y", 24, "go on from"),
        (r"-x^2 &\le y: x > 0 \\ &\le y", 24, "go on from"),
        (r"-x^2 &\le y \quad : x > 0 \\ &\le y", 31, "go on from"),
        (
            r"-x^2 \le y \text{ for } x > 0, \\ y > 0 \\ &\le y",
            45,
            "go on from",
        ),
        (r"x \le y \quad x \in [0, 1] \\ \le y", 31, "go on from"),
        (r"x \le y \\ x > 0 \\ \le y", 21, "go on from"),
        (r"\forall x > 0: x \le y, y > 0 \\ \le y", 34, "go on from"),
        (r"x \le y \\* z \le 1", 13, "a second claim"),
        // Borders of formulas.
        (
            r"\begin{equation} x^2 \ge 0 \end{equation} \begin{equation} y \ge -1 \end{equation}",
            60,
            "a second formula",
        ),
        (
            r"\begin{align} x^2 &\ge 0, \\ \end{align} \begin{align} &y \ge -1 \end{align}",
            56,
            "a second formula",
        ),
        (r"\[x^2 \ge 0\] \[y \ge -1\]", 17, "a second formula"),
        (r"\(x^2 \ge 0\) \(y \ge -1\)", 17, "a second formula"),
        (r"\(x^2 \ge 0\) for \(y \ge -1\)", 15, "a second formula"),
        (r"$x^2 \ge 0$ $y \ge -1$", 14, "a second formula"),
        (r"$x^2 \ge 0$, $x \ge -1$", 15, "a second formula"),
        (r"$$x^2 \ge 0$$$$x \ge -1$$", 16, "not read"),
        (r"$x^2 \ge$ $y$", 12, "a second formula"),
        (r"$x^2$ $\ge y$", 8, "a relation is due"),
        (
            r"\[xy \le 1 \text{ for } x > 0,\] \[y \ge -1\]",
            36,
            "a second formula",
        ),
        (r"\[x > 0\] \implies \[x > -1\]", 11, "a second formula"),
        (r"$x \in [0, 1]$ $x \le 1$", 17, "a second formula"),
        (
            r"x \le \begin{aligned} y \end{aligned}",
            23,
            "a second formula",
        ),
        ("x^2 \\ge 0\n \ny \\ge -1", 1, "a second formula"),
        // Tags.
        (r"x \le 1 \tag 2", 9, "between braces"),
        (r"x \le 1 \tag{2", 9, "between braces"),
        (r"x \le 1 \label*{A}} y", 19, "a term is due"),
        // Implications behind a range.
        (
            r"x \in [0,2] \implies x^2 \le x \implies x^3 \le 2",
            32,
            "second implication",
        ),
        (
            r"x \in [0,2] \implies \implies x^3 \le 2",
            22,
            "second implication",
        ),
        (
            r"x \in [0,2],\ x^2 \le x \implies x \le 1 \implies x^3 \le 2",
            42,
            "second implication",
        ),
        // A list that may end with the claim.
        (
            r"x \in [0,2],\ x^2 \le x \quad x^3 \le 2",
            15,
            "a second claim, or a condition?",
        ),
        (
            r"\forall x \in [0,2],\ x^2 \le x \quad x^3 \le 2",
            23,
            "a second claim, or a condition?",
        ),
        (
            r"\forall x > 0, x^2 \le x \\ x^3 \le 2",
            16,
            "a second claim, or a condition?",
        ),
        (
            r"x \in [0,2] \text{ and } x^2 \le x \text{ where } x^3 \le 2",
            26,
            "a second claim, or a condition?",
        ),
        (
            r"\forall x > 0: y \in [0,2], y \le x \quad y \le 2",
            29,
            "a second claim, or a condition?",
        ),
        // Columns.
        (r"x - y &\le 1 && x &\le y", 14, "columns"),
        (r"x &\le y & \quad & x &\le 1", 10, "columns"),
        (r"x &\le y \quad & x &\le 1", 16, "columns"),
        (r"x &\le y && x \in [0, 1]", 10, "columns"),
        (
            r"x - y &\le 1 && \text{and} & x &\le y",
            17,
            "a second claim",
        ),
        (
            r"\sqrt[3]{x} \le 1 \quad \forall x \in \mathbb{R}",
            1,
            "odd order",
        ),
        (r"1 \ge \sqrt[3]{1 - x} \quad x \in [0, 1]", 7, "odd order"),
        (
            r"\sqrt[3]{xy} \le x, \quad x \ge 0, y \le 1",
            1,
            "odd order",
        ),
        (r"\sqrt[3]{\log x} \le x", 1, "odd order"),
        (r"\sqrt[3]{x} \le x, \quad x \ge -1", 1, "odd order"),
        (r"\sqrt[3]{-8} \le x", 1, "negative number"),
        (r"(-8)^{1/3} \le x", 5, "negative number"),
        (r"x \le \sqrt{-1}", 7, "negative number"),
        (r"(-x)^{1/3} \le 1", 5, "odd order"),
        (r"x^{1/3} \le 1 + x^2", 2, "odd order"),
        (r"x^{-\frac{2}{6}} \le 1 \quad x \le 1", 2, "odd order"),
        (r"1 \le (1 - x)^{1/3} \quad x \in [0, 1]", 14, "odd order"),
        // Two formulas that would be read as one.
        (r"x \ge 0 \ y \le 1", 11, "end of a formula"),
        (r"x \ge 0y", 8, "end of a formula"),
        (r"x \ge 2 \ y \le 1", 11, "behind the space"),
        (r"x \ge 2~y", 9, "behind the space"),
        (r"\log x \ y \le 1", 10, "behind the space"),
        (r"x \ge 2y \le 1", 10, "a chain that turns"),
        (r"x \le y = z > 1", 13, "a chain that turns"),
        (
            r"xyz \ge 0 \quad \forall x > y < z",
            31,
            "a chain that turns",
        ),
        (
            r"xy \ge 0 \text{ where } xy > 1 \le y",
            32,
            "a chain that turns",
        ),
        (
            r"\forall x > 0, x \le 2 \quad x^2 > 0",
            16,
            "a second claim, or a condition?",
        ),
        (
            r"\forall x > 0, y \le z \quad xyz > 0",
            16,
            "a second claim, or a condition?",
        ),
        (r"\mathbb{E}[X] \le 1", 1, "expectations"),
        (r"x \le \begin{cases} 1 \\ 2 \end{cases}", 7, "environment"),
        (r"\frac{x}{ \le 1", 11, "a term is due"),
        (r"1 \le f(x)", 7, "a function, or a factor"),
        (r"||x|| \le 1", 1, "twice absolute"),
        (r"x^2 \ge 0 \text{ and } x \le 1", 11, "a second claim"),
        (
            r"\forall x \le 2: x \le 3 \text{ and } x \le 1",
            26,
            "a second claim",
        ),
        (r"x \le 9 \quad x > 2, x \in [0, 5]", 24, "a second range"),
        (
            r"x \le 9 \quad x \in \mathbb{N}, x \in [0, 5]",
            35,
            "a second range",
        ),
        (r"\sin{x}^2 \le 1", 8, "raised"),
        (r"n!! \le 1", 3, "double factorial"),
        (r"Then $x \ge 0$", 1, "not read"),
        (
            r"x > 1 \implies x > 0 \implies x > -1",
            22,
            "second implication",
        ),
        (r"$x \ge$ minus $0$", 8, "not read"),
        (r"x_12 \le 1", 2, "_{12}"),
        (
            r"\operatorname{relu}(x) \ge 0",
            1,
            "a function, or a factor",
        ),
        (r"x \le 1 \^ 2", 9, "not read"),
        // Two claims, of which one would be assumed.
        (
            r"\sin x \le x, \quad \cos x \ge 1 - x^2",
            21,
            "a second claim",
        ),
        (r"x \le y \\ x \le y^2", 12, "a second claim"),
        (r"xy \le 1, x + y = 2", 11, "a second claim"),
        // Words that are said.
        (
            r"\text{If } x > 0, \text{ then } x^2 > 0",
            1,
            "a name is due",
        ),
        // A comma may join two claims as well as a claim and its conditions.
        (r"x^2 \ge 1, x \ge 0, x^3 \ge 1", 21, "a second claim"),
        (r"x \le 1, y \le 2", 10, "a second claim"),
        (r"x \le 1 \\ 0 \le y \le 2", 12, "a second claim"),
        (r"x \le y, x \in [0, 1], y^2 \le x", 24, "a second claim"),
        (r"x \le 1 \\ y \le 2", 12, "a second claim"),
        (r"e > 0 \implies e^2 > 0", 1, "no variable stands"),
        (r"\sigma(2x) \le 1", 1, "a function, or a factor"),
        (r"x \le \Phi(x + 1)", 7, "a function, or a factor"),
        (r"x^{(i)} \le 1", 3, "an index in parentheses"),
        (
            r"\sum_{i=1}^{n} a_{ijk} \le 1",
            17,
            "an entry of a sequence",
        ),
        (r"x \le \{x\}", 7, "a fractional part"),
        // Both between the ends, or two conditions.
        (
            r"xy \le 1 \quad \forall 0 < x, y < 1",
            29,
            "a list between relations",
        ),
        (
            r"xy \le 1 \text{ for } 1 \le x, y \in [1, 2]",
            30,
            "a list between relations",
        ),
        (
            r"\operatorname{artanh} x \le 1",
            1,
            "a function, or a factor",
        ),
        (r"sin x \le 1", 1, "one by one"),
        (r"\frac{d}{dx} x^2 = 2x", 6, "a derivative"),
        (r"2^2^n \ge 1", 4, "a second exponent"),
        (r"\cos x/2 \le 1", 7, "how far"),
        (r"x > 1 \text{ unless } x < 0", 7, "a name is due"),
        (r"x > 1 \text{implies} x > 0", 7, "a name is due"),
        (r"f'(x + 1) \le 1", 1, "a function, or a factor"),
        (r"g_1(x + 1) \le 1", 1, "a function, or a factor"),
        (r"1 \le \phi(x)", 7, "a function, or a factor"),
        (r"1 \le L(w)", 7, "a function, or a factor"),
        (r"x \le \mathbf{x}", 7, "two fonts"),
        (r"E[X] \le 1", 1, "a function, or a factor"),
        (r"\log x \frac{1}{y} \le 1", 8, "how far"),
        // One number is no sequence.
        (r"\sum_{i=1}^{n} x_i \le n", 17, "an entry of a sequence"),
        (r"\sum_{t=1}^n \sum_{i=1}^n a_{ti} \le 1", 28, "an entry"),
        (r"\prod_{t=1}^{n} t \cdot x \ge 1", 19, "how far"),
        (r"\prod_{t=1}^{n} t 2 \ge 1", 19, "a number behind a factor"),
        (r"\prod_{t=1}^{n} t / n \le 1", 19, "how far"),
    ] {
        let error = clauses_of_latex("formula", text).expect_err(text);
        let (_, _, found) = error.location().unwrap();
        let shown = error.render(false);
        assert!(shown.contains(word), "{text}: {shown}");
        assert_eq!(found, column, "{text}: {shown}");
    }
    let deep = format!("{}x{} \\le 1", "(".repeat(5000), ")".repeat(5000));
    assert!(clauses_of_latex("formula", &deep).is_err());
    for nested in [
        r"\sqrt",
        r"\sin",
        r"\sin^",
        r"\log_",
        r"\frac",
        r"\binom",
        r"\sqrt[3]",
        r"x^\top ",
        "e^",
        "(",
        "[",
        "{",
        "|(",
        r"\|(",
        r"\langle",
        r"\max(",
        r"\lfloor",
        r"\sum_{i=1}^",
        "x^{",
        "2^",
        "-(",
    ] {
        let text = nested.repeat(100_000);
        assert!(clauses_of_latex("formula", &text).is_err(), "{nested}");
    }
    let deep = format!("{}x{} \\le 1", "(".repeat(90), ")".repeat(90));
    assert_eq!(read(&deep), "for x\nshow x <= 1\n");
}

/// What is flat is read in time in proportion to its length: each of these took minutes.
#[test]
fn long_flat_formulas_take_no_more_than_their_length() {
    let long = 30_000;
    for flat in [
        "|x|",
        "x",
        "+ x",
        "- 2",
        "\\cdot x",
        "\\frac12 x",
        "\\ge x",
        "&\\ge x",
    ] {
        let text = format!("x {} \\ge 1", flat.repeat(long));
        assert!(clauses_of_latex("formula", &text).is_ok(), "{flat}");
    }
    for flat in ["&", "\\quad", "\\frac{", "\\begin{", ", x > 0", "\\text{"] {
        let text = format!("x \\ge 1 {}", flat.repeat(long));
        let _ = clauses_of_latex("formula", &text);
    }
}

#[test]
fn a_difference_behind_a_minus_keeps_its_parentheses() {
    // a - (b - c) and a/(b c) are not a - b - c and a/b c.
    assert_eq!(
        read(r"a-(b-c) \le \frac{a}{bc}"),
        "for a, b, c\nshow a - (b - c) <= a/(b*c)\n"
    );
    assert_eq!(
        read(r"(a^b)^c \le a^{b^c}"),
        "for a, b, c\nshow (a^b)^c <= a^(b^c)\n"
    );
    assert_eq!(read(r"(-a)^2 \ge -a^2"), "for a\nshow (-a)^2 >= -a^2\n");
}

#[test]
fn what_has_a_norm_is_a_vector_without_saying_so() {
    let read = |text: &str| super::clauses(text).unwrap();
    assert_eq!(
        read(r"\|x + y\| \le \|x\| + \|y\|"),
        "for x in R^d, y in R^d\nshow norm(x + y) <= norm(x) + norm(y)\n"
    );
    assert_eq!(
        read(r"\langle x, y \rangle \le \|x\| \|y\|"),
        "for x in R^d, y in R^d\nshow dot(x, y) <= norm(x)*norm(y)\n"
    );
    // One space, that which is named; a factor is a number.
    assert_eq!(
        read(r"\|x - 2y\| \ge c d - 1 \quad \forall x \in \mathbb{R}^3"),
        "for x in R^3, y in R^3, c, d\nshow norm(x - 2*y) >= c*d - 1\n"
    );
    assert_eq!(
        read(r"\|x\| \ge d - 1"),
        "for x in R^m, d\nshow norm(x) >= d - 1\n"
    );
}
