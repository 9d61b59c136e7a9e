(* the loss vanishes at v = v*, a = a* *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_loss_at_global :
  forall t n : R,
  (2 * PI <> 0 /\ (1 / 2) * ((t ^ 2 + (PI - 1) * n) / (2 * PI) + (t ^ 2 + (PI - 1) * n) / (2 * PI) - 2 * ((t ^
      2 + (PI - 1) * n) / (2 * PI))) = 0).
Proof.
  intros t n.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
      unify_all; first [ ring | field; defined ] ].
Qed.
