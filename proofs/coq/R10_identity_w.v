(* <grad_w L, w - w*> *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R10_identity_w :
  forall r phi : R,
  (2 * PI <> 0 /\ 4 * PI <> 0 /\ r * (PI - phi) * (1 - (cos phi) ^ 2) / (2 * PI) = r * (PI - phi) * (1 + (cos
      phi)) / (4 * PI) * (2 - 2 * (cos phi))).
Proof.
  intros r phi.
  assert (defined : 2 * PI <> 0) by defined.
  assert (defined_1 : 4 * PI <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
