(* scaling v counts as much as scaling a *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R9_only_the_product_counts :
  forall rho alpha P Q C c : R,
  ((c * rho) ^ 2 * alpha ^ 2 * P + C - 2 * (c * rho) * alpha * Q) / 2 = (rho ^ 2 * (c * alpha) ^ 2 * P + C - 2
      * rho * (c * alpha) * Q) / 2.
Proof.
  intros rho alpha P Q C c.
  first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
      unify_all; first [ ring | field; defined ] ].
Qed.
