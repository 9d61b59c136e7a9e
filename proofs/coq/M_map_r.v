(* the map of r *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_map_r :
  forall t s r n eta phi : R,
  (2 * PI <> 0 /\ r - eta * ((s * t + (PI - 1) * r) / (2 * PI) - (t ^ 2 + ((PI - phi) * (cos phi) + (sin phi)
      - 1) * n) / (2 * PI)) = (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (((PI - phi) * (cos phi)
      + (sin phi) - 1) * n - (t * s - t ^ 2))).
Proof.
  intros t s r n eta phi.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
