(* the map of the angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_map_phi :
  forall x phi : R,
  (0 <= 1 + x ^ 2 /\ (sqrt (1 + x ^ 2)) <> 0 /\ (cos phi) + x * (sin phi) = (sqrt (1 + x ^ 2)) * ((cos phi) *
      (1 / (sqrt (1 + x ^ 2))) + (sin phi) * (x / (sqrt (1 + x ^ 2))))).
Proof.
  intros x phi.
  assert (defined : 0 <= 1 + x ^ 2) by defined.
  assert (defined_1 : (sqrt (1 + x ^ 2)) <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (root : (sqrt (1 + x ^ 2)) ^ 2 = 1 + x ^ 2) by (apply pow2_sqrt; defined).
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [root circle] | field [root circle]; defined ] | unify_all;
      first [ ring | field; defined | ring [root circle] | field [root circle]; defined ] | exact_values;
      unify_all; first [ ring | field; defined | ring [root circle] | field [root circle]; defined ] ].
Qed.
