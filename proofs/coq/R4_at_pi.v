(* the kernel at angle pi *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_at_pi :
  forall alpha : R,
  2 * PI * alpha * (cos PI) + (1 - alpha) ^ 2 * (sin PI) = (-2) * PI * alpha.
Proof.
  intros alpha.
  pose proof (sine_squared (PI)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
