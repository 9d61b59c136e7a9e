(* both gradients vanish at the global minimum *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_global_zero_gradient :
  forall t n e y : R,
  ((2 * PI <> 0 /\ (t * e + (PI - 1) * y) / (2 * PI) - (e * t + (PI - 1) * y) / (2 * PI) = 0) /\ 0 = 0).
Proof.
  intros t n e y.
  assert (defined : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined |].
    first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ].
  }
  {
    first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ].
  }
Qed.
