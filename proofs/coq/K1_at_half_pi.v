(* g(pi/2) = 1 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K1_at_half_pi :
  (PI - PI / 2) * (cos (PI / 2)) + (sin (PI / 2)) = 1.
Proof.
  pose proof (sine_squared (PI / 2)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
