(* g(pi) = 0 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K1_at_pi :
  (sin PI) = 0.
Proof.
  pose proof (sine_squared (PI)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
