(* the gradient in a is the derivative of the loss *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_gradient_a :
  forall s t N r n e p y D phi h : R,
  (2 * PI <> 0 /\ 0 * (((s + h * e) ^ 2 + (PI - 1) * (N + 2 * h * p + h ^ 2 * D)) / (2 * PI) + (t ^ 2 + (PI -
      1) * n) / (2 * PI) - 2 * (((s + h * e) * t + ((PI - phi) * (cos phi) + (sin phi) - 1) * (r + h * y)) /
      (2 * PI))) + (1 / 2) * ((2 * (s + h * e) * e + (PI - 1) * (2 * p + 2 * h * D)) / (2 * PI) - (0 * (((s +
      h * e) * t + ((PI - phi) * (cos phi) + (sin phi) - 1) * (r + h * y)) / (2 * PI)) + 2 * ((e * t + ((PI -
      phi) * (cos phi) + (sin phi) - 1) * y) / (2 * PI)))) = (s * e + (PI - 1) * p) / (2 * PI) - (e * t + ((PI
      - phi) * (cos phi) + (sin phi) - 1) * y) / (2 * PI) + h * ((e ^ 2 + (PI - 1) * D) / (2 * PI))).
Proof.
  intros s t N r n e p y D phi h.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
