(* the level that a'a* reaches at 5pi/12 is positive *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem S4_level :
  ((PI - 1 <> 0 /\ (411 / 2000) < ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) / (PI -
      1)) /\ (PI - 1 <> 0 /\ ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) / (PI - 1) <
      (257 / 1250))).
Proof.
  assert (defined : PI - 1 <> 0) by defined.
  split.
  {
    split; [exact defined |].
    assert (sign : 0 < ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) / (PI - 1) - (411
        / 2000)) by enclosed (@nil R) 0%nat.
    settle sign.
  }
  {
    split; [exact defined |].
    assert (sign_1 : 0 < (257 / 1250) - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) /
        (PI - 1)) by enclosed (@nil R) 0%nat.
    settle sign_1.
  }
Qed.
