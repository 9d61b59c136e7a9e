(* the distance of two unit vectors and their angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem I1_identity :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (cos phi) = 1 - ((1 - (cos phi)) ^ 2 + (sin phi) ^ 2) / 2.
Proof.
  intros phi phi_lo phi_hi.
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
