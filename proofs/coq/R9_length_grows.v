(* a step across v never shortens it *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R9_length_grows :
  forall rho x : R,
  (rho ^ 2 + x ^ 2 - rho ^ 2 = x ^ 2 /\ x ^ 2 >= 0).
Proof.
  intros rho x.
  split.
  {
    first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ].
  }
  {
    assert (sign : 0 <= x ^ 2) by enclosed (x :: @nil R) 12%nat.
    settle sign.
  }
Qed.
