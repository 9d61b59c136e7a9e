(* sine and cosine on the circle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem pythagoras :
  forall x : R,
  (sin x) ^ 2 + (cos x) ^ 2 = 1.
Proof.
  intros x.
  pose proof (sine_squared (x)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
