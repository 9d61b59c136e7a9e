#!/usr/bin/env python3
"""Steps a second of the reduced map in mpmath's interval arithmetic.

    pip install mpmath
    benches/peers/orbit_mpmath.py [STEPS]

The setting is that of benches/orbit_steps.rs (k = 16, S = 1.44, both step sizes 1/50, a_0 = 0, phi_0 = pi/3), the formulas
those of docs/dynamics.md. Constants are computed once, outside the loop. Boxes are carried by plain interval evaluation, which is less
work than the parallelepipeds or bounds of lemmabox; that favours mpmath.
"""

import sys
import time

from mpmath import iv, mpf

iv.prec = 53


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    pi, one = iv.pi, iv.mpf(1)
    two_pi = 2 * pi
    k, n, S = iv.mpf(16), iv.mpf(1), iv.mpf(144) / 100
    eta_a, eta_w = iv.mpf(1) / 50, iv.mpf(1) / 50
    keep_u = 1 - eta_a * (k + pi - 1) / two_pi
    keep_r = 1 - eta_a * (pi - 1) / two_pi
    rate = eta_a / two_pi
    turn = eta_w / two_pi
    u, r, phi = -S, iv.mpf(0), pi / 3
    start = time.perf_counter()
    for _ in range(steps):
        sin, cos = iv.sin(phi), iv.cos(phi)
        rest = pi - phi
        g = rest * cos + sin
        u, r, phi = (
            keep_u * u - rate * (pi - g) * S,
            keep_r * r + rate * ((g - 1) * n - u),
            abs(phi - iv.atan2(turn * r * rest * sin, one)),
        )
    seconds = time.perf_counter() - start
    print(f"{steps / seconds:.0f} steps/s; phi in [{float(mpf(phi.a)):.6f}, {float(mpf(phi.b)):.6f}]")


if __name__ == "__main__":
    main()
