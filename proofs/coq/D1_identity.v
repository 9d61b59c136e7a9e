(* <grad_a L, a - a*> in Gram entries *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem D1_identity :
  forall t e y D phi : R,
  (2 * PI <> 0 /\ (e * (e + t) + (PI - 1) * (D + y) - e * t - ((PI - phi) * (cos phi) + (sin phi) - 1) * y) /
      (2 * PI) = (e ^ 2 + (PI - 1) * D + (PI - ((PI - phi) * (cos phi) + (sin phi))) * y) / (2 * PI)).
Proof.
  intros t e y D phi.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
