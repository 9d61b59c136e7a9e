(* the kernel at angle 0 is the second moment *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_at_0 :
  forall alpha : R,
  2 * PI * alpha + (1 - alpha) ^ 2 * PI = PI * (1 + alpha ^ 2).
Proof.
  intros alpha.
  first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
      unify_all; first [ ring | field; defined ] ].
Qed.
