(* the map of u *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_map_u :
  forall k t s eta phi : R,
  (2 * PI <> 0 /\ t * (s - eta * ((k + PI - 1) * s - (k + ((PI - phi) * (cos phi) + (sin phi)) - 1) * t) / (2
      * PI)) - t ^ 2 = (1 - eta * (k + PI - 1) / (2 * PI)) * (t * s - t ^ 2) - eta * (PI - ((PI - phi) * (cos
      phi) + (sin phi))) * t ^ 2 / (2 * PI)).
Proof.
  intros k t s eta phi.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
