(* the radial derivatives balance, so gradient flow keeps |v|^2 - |a|^2 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R9_balance :
  forall rho alpha P Q C : R,
  rho * ((2 * rho * alpha ^ 2 * P - 2 * alpha * Q) / 2) = alpha * ((rho ^ 2 * (2 * alpha) * P - 2 * rho * Q) /
      2).
Proof.
  intros rho alpha P Q C.
  first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
      unify_all; first [ ring | field; defined ] ].
Qed.
