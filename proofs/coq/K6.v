(* the polar integral is g/2 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K6 :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  PI / 2 * (cos phi) / 2 + (sin (PI / 2)) * (cos (PI / 2)) * (cos phi) / 2 - ((cos (PI / 2)) ^ 2 - (sin (PI /
      2)) ^ 2) * (sin phi) / 4 - ((phi - PI / 2) * (cos phi) / 2 + (sin (phi - PI / 2)) * (cos (phi - PI / 2))
      * (cos phi) / 2 - ((cos (phi - PI / 2)) ^ 2 - (sin (phi - PI / 2)) ^ 2) * (sin phi) / 4) = ((PI - phi) *
      (cos phi) + (sin phi)) / 2.
Proof.
  intros phi phi_lo phi_hi.
  pose proof (sine_squared (phi)) as circle.
  pose proof (sine_squared (PI / 2)) as circle_1.
  pose proof (sine_squared (phi - PI / 2)) as circle_2.
  first [ first [ ring | field; defined | ring [circle circle_1 circle_2] | field [circle circle_1 circle_2];
      defined ] | unify_all; first [ ring | field; defined | ring [circle circle_1 circle_2] | field [circle
      circle_1 circle_2]; defined ] | exact_values; unify_all; first [ ring | field; defined | ring [circle
      circle_1 circle_2] | field [circle circle_1 circle_2]; defined ] ].
Qed.
