(* the start is admissible and lies in the trap *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R1_trap_start :
  (1 = 1 /\ (1 / 5) <= (289 / 1250) /\ (289 / 625) = (289 / 625) /\ (-1 / 2) <= (-38 / 125) /\ (-38 / 125) <=
      (-1 / 5) /\ (PI + 1 <> 0 /\ (- PI) * (289 / 625) / (PI + 1) <= (-204 / 625)) /\ (-204 / 625) <= 0).
Proof.
  assert (defined : PI + 1 <> 0) by defined.
  split.
  {
    first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ].
  }
  split.
  {
    assert (sign : 0 <= (39 / 1250)) by enclosed (@nil R) 0%nat.
    settle sign.
  }
  split.
  {
    first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ].
  }
  split.
  {
    assert (sign_1 : 0 <= (49 / 250)) by enclosed (@nil R) 0%nat.
    settle sign_1.
  }
  split.
  {
    assert (sign_2 : 0 <= (13 / 125)) by enclosed (@nil R) 0%nat.
    settle sign_2.
  }
  split.
  {
    split; [exact defined |].
    assert (sign_3 : 0 <= (-204 / 625) - (- PI) * (289 / 625) / (PI + 1)) by enclosed (@nil R) 0%nat.
    settle sign_3.
  }
  {
    assert (sign_4 : 0 <= (204 / 625)) by enclosed (@nil R) 0%nat.
    settle sign_4.
  }
Qed.
